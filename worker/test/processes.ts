import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";

/** A program of ours in a process of its own. */
export interface Program {
  child: ChildProcess;
  /** What it wrote so far. */
  output(): { stdout: string; stderr: string };
  exit: Promise<number | null>;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Variables of whoever runs the tests that would change what is tested. */
const CLEARED = { DIRECTORY_URL: "", ALONGSIDE_KEY: "", PUBLIC_URL: "", NODE_ENV: "", TRUST_PROXY: "" };

export function startProgram(
  script: string,
  args: string[],
  env: Record<string, string>,
  input = "",
): Program {
  const child = spawn(process.execPath, [script, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...CLEARED, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end(input);
  const exit = once(child, "close").then(([code]) => code as number | null);
  return { child, output: () => ({ stdout, stderr }), exit };
}

/** Runs it to its end. */
export async function runProgram(
  script: string,
  args: string[],
  env: Record<string, string>,
  input = "",
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const program = startProgram(script, args, env, input);
  const code = await program.exit;
  return { code, ...program.output() };
}

/** Two ports in a row that nobody listens on, from where the system takes none by itself. */
export async function freePorts(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(5_000) * 2;
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * Starts the self-hosted server and waits until it says that it runs.
 *
 * @throws when it ends instead, with what it wrote
 */
export async function startServer(env: Record<string, string>): Promise<Program & { stop(): Promise<void> }> {
  const program = startProgram("worker/node.ts", [], env);
  const running = new Promise<void>((resolve) => {
    program.child.stdout?.on("data", () => {
      if (program.output().stdout.includes("Alongside is running.")) resolve();
    });
  });
  const ended = await Promise.race([running, program.exit]);
  if (ended !== undefined) throw new Error(`the server ended: ${program.output().stderr}`);
  return {
    ...program,
    async stop() {
      program.child.kill("SIGTERM");
      await program.exit;
    },
  };
}
