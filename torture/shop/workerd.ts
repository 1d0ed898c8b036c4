import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../worker/test/processes.ts";
import { bundle, COMPATIBILITY_DATE } from "../../worker/test/workerd.ts";

/** workerd itself as a process of ours, so that it can be killed. */
export interface Workerd {
  url: string;
  /** What it wrote to its log, the newest last. */
  log(): string;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const text = (value: string) => JSON.stringify(value);

const config = (port: number, bindings: Record<string, string>) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "entry.js", esModule = embed "entry.js")],
  compatibilityDate = ${text(COMPATIBILITY_DATE)},
  compatibilityFlags = ["nodejs_compat"],
  bindings = [
    ${Object.entries(bindings)
      .map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`)
      .join(",\n    ")}
  ],
);
`;

export async function startWorkerd(bindings: Record<string, string>): Promise<Workerd> {
  const folder = await mkdtemp(join(tmpdir(), "alongside-workerd-"));
  const port = await freePorts();
  await writeFile(join(folder, "entry.js"), await bundle(new URL("edge-entry.ts", import.meta.url).href));
  await writeFile(join(folder, "config.capnp"), config(port, bindings));
  const { default: binary } = createRequire(import.meta.url)("workerd") as { default: string };
  const url = `http://127.0.0.1:${port}`;
  let log = "";
  let child: ChildProcess | undefined;
  const start = async () => {
    const started = spawn(binary, ["serve", join(folder, "config.capnp")], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (log = (log + text).slice(-2000)));
    }
    while (
      !(await fetch(`${url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      ))
    ) {
      if (started.exitCode !== null) throw new Error(`workerd ended with code ${started.exitCode}`);
      await sleep(20);
    }
  };
  const end = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  const left = () => void child?.kill("SIGKILL");
  process.once("exit", left);
  await start();
  return {
    url,
    log: () => log,
    async kill() {
      await end();
      await start();
    },
    async stop() {
      process.off("exit", left);
      await end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
