import type { ChildProcess } from "node:child_process";
import type { Figure } from "./main.ts";
import { signedPosts } from "./hooks/posts.ts";
import { child, ended, heard, lineThatKnowsNobody, offer, workedOff } from "./processes.ts";

const RATE = 1000;
const BLOCK = 2000;
const BLOCKS = 15;
const OUTAGE_MS = 60_000;
const OUTAGE_RATE = 200;
const BACKLOG_MS = 180_000;

interface Place {
  port: number;
  off: string;
  on: string;
}

/**
 * What an inbox behind us costs: LINE posts at 1,000/s in turns to a connection without one and to one
 * with one, the difference of each pair's p99. Then the inbox is gone for 60 s while posts go on.
 *
 * @throws when a post came to the inbox twice or out of its order
 */
export async function* run(): AsyncIterable<Figure> {
  const line = await lineThatKnowsNobody();
  const inbox = child("relay/inbox.ts");
  const { port } = await heard<{ port: number }>(inbox);
  const server = child("relay/server.ts", line.url, `http://127.0.0.1:${port}/webhooks/line/1`);
  const load = child("hooks/load.ts");
  try {
    const place = await heard<Place>(server);
    let from = 0;
    const block = async (path: string, many: number, rate: number) => {
      const what = { port: place.port, path, unique: many, times: 1, from, rate };
      from += many;
      return offer(load, what);
    };
    // Both connections are known and the code is warm.
    for (const path of [place.off, place.on]) await block(path, BLOCK, RATE);
    await workedOff(server, BACKLOG_MS);
    await received(inbox);

    const added: number[] = [];
    const p99: { off: number[]; on: number[] } = { off: [], on: [] };
    for (let n = 0; n < BLOCKS; n++) {
      for (const which of n % 2 === 0 ? (["off", "on"] as const) : (["on", "off"] as const)) {
        p99[which].push((await block(place[which], BLOCK, RATE)).p99);
        await workedOff(server, BACKLOG_MS);
      }
      added.push((p99.on.at(-1) ?? 0) - (p99.off.at(-1) ?? 0));
    }
    expectOnce(await received(inbox), BLOCK * BLOCKS);
    yield { name: "relay.p99", value: median(added), unit: "ms" };
    console.error(
      `relay: p99 ${median(p99.off).toFixed(1)} ms without an inbox, ${median(p99.on).toFixed(1)} ms with one; added per pair ${added.map((ms) => ms.toFixed(1)).join(" ")}`,
    );

    const posting = postInOrder(`http://127.0.0.1:${place.port}${place.on}`, from, OUTAGE_MS + 6000);
    await sleep(3000);
    inbox.send("down");
    await sleep(OUTAGE_MS);
    inbox.send("up");
    await heard(inbox);
    const up = performance.now();
    const posted = await posting;
    await workedOff(server, BACKLOG_MS);
    const caughtUp = ((performance.now() - up) / 1000).toFixed(0);
    const got = await received(inbox);
    expectOnce(got, null);
    if (got.some((n, at) => at > 0 && n < (got[at - 1] ?? 0))) throw new Error("the order was not kept");
    yield { name: "relay.lost", value: posted - got.length, unit: "posts" };
    console.error(`relay: ${posted} posts around the outage, caught up ${caughtUp} s after it`);
    server.send("numbers");
    const { failed, failures } = await heard<{ failed: number; failures: string[] }>(server);
    if (failed > 0) throw new Error(failures.join("; "));
  } finally {
    load.kill();
    inbox.kill();
    line.close();
    await ended(server);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const median = (of: readonly number[]): number =>
  of.toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? Number.NaN;

/** The numbers in the posts the inbox got since it was asked last, in its order. */
async function received(inbox: ChildProcess): Promise<number[]> {
  inbox.send("got");
  return (await heard<{ got: number[] }>(inbox)).got;
}

/** For so long, one after the other, so that their order is known. @returns how many were answered with 200 */
async function postInOrder(url: string, from: number, ms: number): Promise<number> {
  const started = performance.now();
  for (let n = 0; ; n++) {
    const due = started + (n / OUTAGE_RATE) * 1000;
    if (performance.now() > started + ms) return n;
    if (due > performance.now()) await sleep(due - performance.now());
    const [post] = signedPosts(1, 1, from + n);
    const { status } = await fetch(url, {
      method: "POST",
      body: post?.body ?? "",
      headers: { ...post?.headers, "content-type": "application/json" },
    });
    if (status !== 200) throw new Error(`a post was answered with ${status}`);
  }
}

/** Each once. */
function expectOnce(got: readonly number[], many: number | null): void {
  if (new Set(got).size !== got.length) throw new Error("a post was passed on twice");
  if (many !== null && got.length !== many) throw new Error(`${got.length} of ${many} were passed on`);
}
