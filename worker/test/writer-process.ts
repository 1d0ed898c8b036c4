import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process that writes to a file; see writer.ts. */
export interface Writer {
  child: ChildProcess;
  /** Ids of the rows it was told are stored, so far. */
  acknowledged: string[];
  ended: Promise<unknown>;
}

export function startWriter(how: "raw" | "embedded" | "forever", path: string): Writer {
  const child = spawn(process.execPath, [new URL("writer.ts", import.meta.url).pathname, how, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const acknowledged: string[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    acknowledged.push(...lines);
  });
  return { child, acknowledged, ended: once(child.stdout, "close") };
}

/** Runs a query on a file in a process of its own: two openers in one would break SQLite's locks. */
export async function queryElsewhere(path: string, sql: string): Promise<Record<string, unknown>[]> {
  const script = `
    import { createClient } from "@libsql/client";
    const client = createClient({ url: "file:" + process.argv[1] });
    const { rows } = await client.execute(process.argv[2]);
    process.stdout.write(JSON.stringify(rows));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, path, sql], {
    stdio: ["ignore", "pipe", "pipe"],
    cwd: new URL("../..", import.meta.url).pathname,
  });
  let output = "";
  let problem = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
  await once(child, "close");
  if (problem) throw new Error(problem);
  return JSON.parse(output) as Record<string, unknown>[];
}
