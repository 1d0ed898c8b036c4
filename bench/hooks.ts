import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { peopleOf } from "./hooks/posts.ts";
import type { Figure } from "./main.ts";

const UNIQUE = 10_000;
const TIMES = 10;
const OFFERED_PER_SECOND = 1000;
const OFFERED_UNIQUE = 2000;
const BACKLOG_MS = 60_000;

interface Load {
  answered: number;
  seconds: number;
  p50: number;
  p99: number;
  max: number;
}

interface Numbers {
  events: number;
  waiting: number;
  aside: number;
  messages: number;
  distinctMessages: number;
  counted: number;
  contacts: number;
  jobs: number;
  /** The server's processor time so far, ms. */
  cpu: number;
  failed: number;
  failures: string[];
}

/**
 * Pre-signed posts over all channels and loopback, nine of ten of them duplicates, shuffled; server, load and this
 * share the machine. First as many as are answered, then 1,000 a second for 20 s.
 *
 * @throws when an event had no effect or more than one, or the backlog took longer than a minute
 */
export async function* run(): AsyncIterable<Figure> {
  const line = await lineThatKnowsNobody();
  const server = child("server.ts", line.url);
  const load = child("load.ts");
  try {
    const found = await heard<{ port: number; path: string; paths: Record<string, string> }>(server);
    const place = { ...found, posts: "all" };

    const most = await offer(load, { ...place, unique: UNIQUE, times: TIMES, from: 0, rate: null });
    const backlog = await workedOff(server);
    const { cpu } = await expectOnce(server, UNIQUE, peopleOf(UNIQUE));
    yield { name: "hooks.rate", value: most.answered / most.seconds, unit: "per s" };

    const steady = await offer(load, {
      ...place,
      unique: OFFERED_UNIQUE,
      times: TIMES,
      from: UNIQUE,
      rate: OFFERED_PER_SECOND,
    });
    await workedOff(server);
    await expectOnce(server, UNIQUE + OFFERED_UNIQUE, peopleOf(UNIQUE));
    const floor = await floorOf(load);
    yield {
      name: "hooks.p99",
      value: steady.p99,
      unit: "ms",
      floor: floor.p99,
      ratio: steady.p99 / floor.p99,
    };
    console.error(
      `hooks: ${((cpu * 1000) / most.answered).toFixed(0)} µs of processor a post, its effect included; backlog worked off after ${backlog} ms; at full speed p99 ${most.p99.toFixed(1)} ms; at ${OFFERED_PER_SECOND}/s p50 ${steady.p50.toFixed(1)} ms, worst ${steady.max.toFixed(1)} ms`,
    );
  } finally {
    load.kill();
    server.send("end");
    line.close();
    await Promise.race([once(server, "exit"), new Promise((resolve) => setTimeout(resolve, 5000))]);
    server.kill();
  }
}

/** The same posts offered to a server that does nothing: what the machine itself adds. */
async function floorOf(load: ChildProcess): Promise<Load> {
  const bare = child("bare.ts");
  try {
    const place = await heard<{ port: number; path: string }>(bare);
    const what = { unique: OFFERED_UNIQUE / 2, times: TIMES, from: 0, rate: OFFERED_PER_SECOND };
    return await offer(load, { ...place, ...what });
  } finally {
    bare.kill();
  }
}

/** LINE's API, answering 404 to every profile. */
async function lineThatKnowsNobody(): Promise<{ url: string; close(): void }> {
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

const child = (script: string, ...args: string[]): ChildProcess =>
  fork(new URL(`hooks/${script}`, import.meta.url), args, { stdio: ["ignore", "inherit", "inherit", "ipc"] });

/** The next message of a child; a child that ends instead has failed. */
async function heard<Message>(from: ChildProcess): Promise<Message> {
  const [message] = (await Promise.race([
    once(from, "message"),
    once(from, "exit").then(([code]) => {
      throw new Error(`a process of the bench ended with ${String(code)}`);
    }),
  ])) as [Message];
  return message;
}

async function offer(load: ChildProcess, what: object): Promise<Load> {
  load.send(what);
  await heard(load);
  return heard<Load>(load);
}

/** @returns how long it took, ms */
async function workedOff(server: ChildProcess): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < BACKLOG_MS) {
    server.send("waiting");
    if ((await heard<{ waiting: number }>(server)).waiting === 0)
      return Math.round(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the backlog was not worked off within a minute");
}

async function expectOnce(server: ChildProcess, unique: number, contacts: number): Promise<Numbers> {
  server.send("numbers");
  const found = await heard<Numbers>(server);
  const expected = {
    events: unique,
    waiting: 0,
    aside: 0,
    messages: unique,
    distinctMessages: unique,
    counted: unique,
    contacts,
    failed: 0,
  };
  for (const [name, value] of Object.entries(expected)) {
    const actual = found[name as keyof typeof expected];
    if (actual !== value) {
      throw new Error(`${name} is ${actual}, expected ${value}; ${found.failures.join("; ")}`);
    }
  }
  return found;
}
