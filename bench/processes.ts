import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What an offer of load came to; times in ms. */
export interface Load {
  answered: number;
  seconds: number;
  p50: number;
  p99: number;
  max: number;
}

/** A script of a bench in a process of its own, by its path in `bench/`. */
export const child = (script: string, ...args: string[]): ChildProcess =>
  fork(new URL(script, import.meta.url), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });

/** The next message of a child; a child that ends instead has failed. */
export function heard<Message>(from: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const message = (said: unknown) => {
      from.off("exit", exit);
      resolve(said as Message);
    };
    const exit = (code: number | null) => {
      from.off("message", message);
      reject(new Error(`a process of the bench ended with ${String(code)}`));
    };
    from.once("message", message).once("exit", exit);
  });
}

/** Asks a server until nothing waits there any more. @param atMost ms @returns how long it took, ms */
export async function workedOff(server: ChildProcess, atMost: number): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < atMost) {
    server.send("waiting");
    if ((await heard<{ waiting: number }>(server)).waiting === 0)
      return Math.round(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the backlog was not worked off within ${atMost / 1000} s`);
}

/** Has a server end; one that does not within 5 s is ended. */
export async function ended(server: ChildProcess): Promise<void> {
  server.send("end");
  await Promise.race([once(server, "exit"), new Promise((resolve) => setTimeout(resolve, 5000))]);
  server.kill();
}

/** Has `hooks/load.ts` post. */
export async function offer(load: ChildProcess, what: object): Promise<Load> {
  load.send(what);
  await heard(load);
  return heard<Load>(load);
}

/** LINE's API, answering 404 to every profile. */
export async function lineThatKnowsNobody(): Promise<{ url: string; close(): void }> {
  const server = createServer((_, response) => {
    response.writeHead(404, { "content-type": "application/json" }).end('{"message":"Not found"}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
