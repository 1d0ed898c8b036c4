import * as v from "valibot";
import { type Host, OperatorError } from "../runtime/host.ts";
import { apiKeyCommands } from "./api-key.ts";
import { auditCommands } from "./audit.ts";
import { connectionCommands } from "./connection.ts";
import { databaseCommands } from "./database.ts";
import { memberCommands } from "./member.ts";
import { workspaceCommands } from "./workspace.ts";

/** What the operator can do. It runs in the process that owns the databases. */
export const COMMANDS = {
  ...workspaceCommands,
  ...memberCommands,
  ...connectionCommands,
  ...databaseCommands,
  ...auditCommands,
  ...apiKeyCommands,
};

export type CommandName = keyof typeof COMMANDS;
export type CommandInput<Name extends CommandName> = v.InferInput<(typeof COMMANDS)[Name]["input"]>;
export type CommandResult<Name extends CommandName> = Awaited<ReturnType<(typeof COMMANDS)[Name]["run"]>>;

export const isCommand = (name: string): name is CommandName => Object.hasOwn(COMMANDS, name);

/** @throws {OperatorError} {Failure} */
export async function runCommand(name: CommandName, host: Host, input: unknown): Promise<unknown> {
  const { input: schema, run } = COMMANDS[name] as {
    input: v.GenericSchema;
    run(host: Host, input: unknown): Promise<unknown>;
  };
  const parsed = v.safeParse(schema, input);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new OperatorError(`${v.getDotPath(issue) ?? "The input"} is not accepted: ${issue.message}.`);
  }
  return run(host, parsed.output);
}
