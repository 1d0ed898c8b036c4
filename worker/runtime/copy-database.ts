import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { OperatorError } from "./host.ts";

/**
 * Copies a database file in a process of its own, checks the copy and leaves it as one file that only
 * this user may read. The caller sees to it that the source holds still.
 *
 * @throws {OperatorError} when it cannot be read or written, or is no sound database
 */
export async function copyDatabase(from: string, to: string): Promise<void> {
  const script = fileURLToPath(new URL("copy-database-process.ts", import.meta.url));
  const child = spawn(process.execPath, [script, from, to], { stdio: ["ignore", "ignore", "pipe"] });
  let problem = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code === 0) return;
  const last = problem.trim().split("\n").at(-1) ?? "";
  throw new OperatorError(
    `${from} could not be copied to ${to}: ${last || "the copying process was ended"}.`,
  );
}
