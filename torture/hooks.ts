import { Random } from "../worker/demo/random.ts";
import { textOf, type TortureChannel } from "./channels/channel.ts";
import { CHANNELS } from "./channels/registry.ts";
import { startEdge } from "./shop/edge.ts";
import { startEmbedded } from "./shop/embedded.ts";
import type { Installation } from "./shop/installation.ts";
import { BrokenPromise, keep, type Suite, Tally } from "./suite.ts";
import { Troubles, untilAnswered } from "./work/call.ts";
import { compare, Model } from "./work/model.ts";

/** Events; each is delivered ten times. */
const SIZES = {
  reduced: { embedded: 36, edge: 18 },
  full: { embedded: 10_000, edge: 1_000 },
};
const TIMES = 10;
const CONNECTIONS = 40;
/** How far the clocks of those who post are off, ms. */
const OFF = 10 * 60_000;
const STALE = 20 * 60_000;

/**
 * Deliveries over every channel, nine of ten for the second time or later, in any order, by clocks that
 * are off: one effect each. Between them forged, stale and truncated ones: none is accepted.
 */
export const run: Suite = async ({ seed, size }) => {
  const lines = [];
  for (const start of [startEmbedded, startEdge]) {
    const installation = await start(1);
    try {
      lines.push(await deliverAll(installation, new Random(seed), SIZES[size][installation.name]));
    } finally {
      await installation.stop();
    }
  }
  return lines.join("; ");
};

interface Post {
  channel: TortureChannel;
  body: string;
  headers(): Record<string, string>;
  /** What is wrong with it; null for nothing. */
  wrong: string | null;
}

async function deliverAll(installation: Installation, random: Random, events: number): Promise<string> {
  const model = new Model();
  const posts: Post[] = [];
  for (let n = 0; n < events; n++) {
    const channel = random.pick(CHANNELS);
    const body = bodyOf(channel, n, events, random);
    model.messages.add(textOf(channel.name, n));
    const headers = () => channel.sign(body, n, Date.now(), channel.secret);
    for (let times = 0; times < TIMES; times++) posts.push({ channel, body, headers, wrong: null });
    // Of what never happened, so that any trace of it shows.
    posts.push(wrongPost(channel, events + n, bodyOf(channel, events + n, events, random), body, random));
  }
  const waiting = random.shuffle(posts);
  const refused = new Tally();
  const troubles = new Troubles();

  async function connection(): Promise<void> {
    for (let post = waiting.pop(); post; post = waiting.pop()) {
      const { channel, body, headers, wrong } = post;
      const url = `${installation.url}/hooks/${installation.shop.connections[channel.name]}`;
      const init = () => ({
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", ...headers() },
      });
      const { status } = await untilAnswered(url, init, troubles);
      if (wrong === null) keep(status === 200, `a post of ${channel.name} was answered ${status}`);
      else keep(status >= 400, `a post of ${channel.name} was accepted: ${wrong}`);
      if (wrong !== null) refused.add(wrong);
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection)).catch((error: unknown) => {
    waiting.splice(0);
    throw new BrokenPromise(`${installation.name}: ${String(error)}; ${installation.reported()}`);
  });
  await installation.settle();
  await compare(installation, model);
  const wrong = [...refused].map(([what, n]) => `${n} ${what}`).join(", ");
  return `${installation.name}: ${posts.length - refused.total} deliveries of ${events} events over ${CHANNELS.length} channels, one effect each; refused ${wrong}`;
}

function bodyOf(channel: TortureChannel, n: number, events: number, random: Random): string {
  const person = n % Math.max(1, Math.floor(events / 10));
  return JSON.stringify(channel.message(n, person, Date.now() + random.between(-OFF, OFF)));
}

/** One that nobody sent, or that did not arrive whole. */
function wrongPost(channel: TortureChannel, n: number, body: string, other: string, random: Random): Post {
  const signed = (text: string, now = Date.now(), secret = channel.secret) =>
    channel.sign(text, n, now, secret);
  const cut = body.slice(0, random.between(1, body.length - 1));
  const late = random.pick([-STALE, STALE]);
  const kinds: Omit<Post, "channel">[] = [
    { wrong: "forged", body, headers: () => signed(body, Date.now(), `${channel.secret}.`) },
    { wrong: "unsigned", body, headers: () => ({}) },
    { wrong: "with another's signature", body, headers: () => signed(other) },
    { wrong: "truncated", body: cut, headers: () => signed(body) },
    { wrong: "truncated before it was signed", body: cut, headers: () => signed(cut) },
  ];
  if (channel.dated) kinds.push({ wrong: "stale", body, headers: () => signed(body, Date.now() - late) });
  return { channel, ...random.pick(kinds) };
}
