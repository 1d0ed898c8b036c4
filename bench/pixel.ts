import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { buildPixel } from "../scripts/pixel.ts";
import type { Figure } from "./main.ts";
import { EVENTS } from "./pixel/posts.ts";

const POSTS = 4000;
const VISITORS = 1000;
const BACKLOG_MS = 60_000;

interface Load {
  answered: number;
  seconds: number;
  p99: number;
}

interface Numbers {
  events: number;
  waiting: number;
  visitors: number;
  failures: string[];
}

/**
 * The script as a shop's page loads it, gzip; and batches of ten events over loopback, as many as are
 * answered, each durable before its answer. Server, load and this share the machine.
 *
 * @throws when an event was lost or counted twice, or the backlog took longer than a minute
 */
export async function* run(): AsyncIterable<Figure> {
  yield { name: "pixel.size", value: gzipSync(buildPixel()).length / 1024, unit: "KB" };

  const server = child("./pixel/server.ts");
  const load = child("./hooks/load.ts");
  try {
    const place = await heard<{ port: number; path: string }>(server);
    load.send({ ...place, posts: "pixel", unique: POSTS, times: 1, from: 0, rate: null });
    await heard(load);
    const { answered, seconds, p99 } = await heard<Load>(load);
    yield { name: "pixel.rate", value: (answered * EVENTS) / seconds, unit: "per s" };
    const backlog = await workedOff(server);
    console.error(
      `pixel: ${Math.round(answered / seconds)} batches of ${EVENTS} a second, p99 ${p99.toFixed(1)} ms; backlog worked off after ${backlog} ms`,
    );
  } finally {
    load.kill();
    server.send("end");
    await Promise.race([once(server, "exit"), new Promise((resolve) => setTimeout(resolve, 5000))]);
    server.kill();
  }
}

const child = (script: string): ChildProcess =>
  fork(new URL(script, import.meta.url), [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });

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

/** @returns how long it took, ms */
async function workedOff(server: ChildProcess): Promise<number> {
  const started = performance.now();
  while (performance.now() - started < BACKLOG_MS) {
    server.send("numbers");
    const { events, visitors, waiting, failures } = await heard<Numbers>(server);
    if (events !== POSTS * EVENTS || visitors !== VISITORS || failures.length > 0)
      throw new Error(`${events} events of ${visitors} visitors; ${failures.join("; ")}`);
    if (waiting === 0) return Math.round(performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the backlog was not worked off within a minute");
}
