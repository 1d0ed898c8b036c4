import type { ChildProcess } from "node:child_process";
import { gzipSync } from "node:zlib";
import { buildPixel } from "../scripts/pixel.ts";
import type { Figure } from "./main.ts";
import { EVENTS } from "./pixel/posts.ts";
import { child, ended, heard, offer, workedOff } from "./processes.ts";

const POSTS = 4000;
const VISITORS = 1000;
const BACKLOG_MS = 60_000;

interface Numbers {
  events: number;
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

  const server = child("pixel/server.ts");
  const load = child("hooks/load.ts");
  try {
    const place = await heard<{ port: number; path: string }>(server);
    const what = { posts: "pixel", unique: POSTS, times: 1, from: 0, rate: null };
    const { answered, seconds, p99 } = await offer(load, { ...place, ...what });
    yield { name: "pixel.rate", value: (answered * EVENTS) / seconds, unit: "per s" };
    const backlog = await workedOff(server, BACKLOG_MS);
    await expectAll(server);
    console.error(
      `pixel: ${Math.round(answered / seconds)} batches of ${EVENTS} a second, p99 ${p99.toFixed(1)} ms; backlog worked off after ${backlog} ms`,
    );
  } finally {
    load.kill();
    await ended(server);
  }
}

/** Each event and each visitor once. */
async function expectAll(server: ChildProcess): Promise<void> {
  server.send("numbers");
  const { events, visitors, failures } = await heard<Numbers>(server);
  if (events !== POSTS * EVENTS || visitors !== VISITORS || failures.length > 0)
    throw new Error(`${events} events of ${visitors} visitors; ${failures.join("; ")}`);
}
