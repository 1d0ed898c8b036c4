import * as v from "valibot";
import type { Workspace } from "../deps.ts";
import type { Call } from "../domain/ctx.ts";
import { newId } from "../domain/id.ts";
import { type Host, OperatorError } from "../runtime/host.ts";

/** One thing the operator can do: its input, as it crosses to a running server, and what it does. */
interface Command<S extends v.GenericSchema, Result> {
  input: S;
  run(host: Host, input: v.InferOutput<S>): Promise<Result>;
}

export const command = <S extends v.GenericSchema, Result>(definition: Command<S, Result>) => definition;

export const slug = v.string();

/**
 * Runs something in a workspace as the operator.
 *
 * @throws {OperatorError} when there is no such workspace
 */
export async function inWorkspace<Result>(
  host: Host,
  name: string,
  run: (call: Call, workspace: Workspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await host.open(name);
  if (!workspace) throw new OperatorError(`There is no workspace "${name}"; workspace list names them.`);
  const now = host.now();
  const call: Call = {
    db: workspace.db,
    actor: { kind: "system", name: "operator" },
    now,
    operationId: undefined,
    requestId: newId(now),
    sealer: host.sealer,
  };
  try {
    return await run(call, workspace);
  } finally {
    workspace.release();
  }
}

/** Without a slash at the end. */
export const workspaceUrl = (host: Host, name: string): string => `${host.publicUrl}/w/${name}`;
