import { text } from "node:stream/consumers";
import { OperatorError } from "../runtime/host.ts";

let input: Promise<string[]> | undefined;

/**
 * A secret for an option: as given, from the environment, or with `-` the next line of standard input,
 * so that it need not stand in the shell's history.
 *
 * @throws {OperatorError} when it is required and nowhere to be found
 */
export async function secret(given: string | undefined, variable: string): Promise<string | undefined> {
  if (given !== "-") return given ?? (process.env[variable] || undefined);
  input ??= text(process.stdin).then((all) => all.split(/\r?\n/));
  const line = (await input).shift()?.trim();
  if (!line) throw new OperatorError(`Standard input has no line for ${variable}.`);
  return line;
}

export async function requiredSecret(
  given: string | undefined,
  option: string,
  variable: string,
): Promise<string> {
  const found = await secret(given, variable);
  if (!found)
    throw new OperatorError(
      `${option} is missing: give it, set ${variable}, or pass "-" and its text on standard input.`,
    );
  return found;
}
