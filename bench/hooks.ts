import type { ChildProcess } from "node:child_process";
import { peopleOf } from "./hooks/posts.ts";
import type { Figure } from "./main.ts";
import { child, ended, heard, lineThatKnowsNobody, type Load, offer, workedOff } from "./processes.ts";

const UNIQUE = 10_000;
const TIMES = 10;
const OFFERED_PER_SECOND = 1000;
const OFFERED_UNIQUE = 2000;
const BACKLOG_MS = 60_000;

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
  const server = child("hooks/server.ts", line.url);
  const load = child("hooks/load.ts");
  try {
    const found = await heard<{ port: number; path: string; paths: Record<string, string> }>(server);
    const place = { ...found, posts: "all" };

    const most = await offer(load, { ...place, unique: UNIQUE, times: TIMES, from: 0, rate: null });
    const backlog = await workedOff(server, BACKLOG_MS);
    const { cpu } = await expectOnce(server, UNIQUE, peopleOf(UNIQUE));
    yield { name: "hooks.rate", value: most.answered / most.seconds, unit: "per s" };

    const steady = await offer(load, {
      ...place,
      unique: OFFERED_UNIQUE,
      times: TIMES,
      from: UNIQUE,
      rate: OFFERED_PER_SECOND,
    });
    await workedOff(server, BACKLOG_MS);
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
    line.close();
    await ended(server);
  }
}

/** The same posts offered to a server that does nothing: what the machine itself adds. */
async function floorOf(load: ChildProcess): Promise<Load> {
  const bare = child("hooks/bare.ts");
  try {
    const place = await heard<{ port: number; path: string }>(bare);
    const what = { unique: OFFERED_UNIQUE / 2, times: TIMES, from: 0, rate: OFFERED_PER_SECOND };
    return await offer(load, { ...place, ...what });
  } finally {
    bare.kill();
  }
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
