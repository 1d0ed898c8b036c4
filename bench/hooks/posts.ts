import { createHmac } from "node:crypto";
import { CHANNELS } from "../../torture/channels/registry.ts";

/** What the server and the load agree on. */
export const SECRET = "bench-channel-secret";
export const BOT = `U${"b".repeat(32)}`;

export interface Signed {
  body: string;
  headers: Record<string, string>;
  /** Of CHANNELS; LINE's alone when not given. */
  channel?: string;
}

/** How many people write in `unique` deliveries over all channels. */
export const peopleOf = (unique: number): number =>
  CHANNELS.length * Math.max(1, Math.floor(unique / (10 * CHANNELS.length)));

/**
 * `unique` deliveries of one message each, over all channels in turn, by a tenth as many people,
 * pre-signed and each repeated `times` times, shuffled.
 */
export function signedPostsOfAll(unique: number, times: number, from: number): Signed[] {
  const now = Date.now();
  const people = peopleOf(unique) / CHANNELS.length;
  const posts: Signed[] = [];
  for (let n = from; n < from + unique; n++) {
    const channel = CHANNELS[n % CHANNELS.length];
    if (!channel) throw new Error("there is no channel");
    const person = Math.floor((n - from) / CHANNELS.length) % people;
    const body = JSON.stringify(channel.message(n, person, now));
    const headers = channel.sign(body, n, now, channel.secret);
    for (let i = 0; i < times; i++) posts.push({ body, headers, channel: channel.name });
  }
  return shuffled(posts);
}

/**
 * `unique` LINE deliveries of one message each, by a tenth as many users, pre-signed and each repeated
 * `times` times, shuffled: the same for the same numbers.
 */
export function signedPosts(unique: number, times: number, from: number): Signed[] {
  const posts: Signed[] = [];
  for (let i = from; i < from + unique; i++) {
    const user = i % Math.max(1, Math.floor(unique / 10));
    const body = JSON.stringify({
      destination: BOT,
      events: [
        {
          type: "message",
          replyToken: "b60d432864f44d079f6d8efe86cf404b",
          mode: "active",
          timestamp: 1_795_000_000_000 + i,
          webhookEventId: `01KB${String(i).padStart(22, "0")}`,
          deliveryContext: { isRedelivery: false },
          source: { type: "user", userId: `U${user.toString(16).padStart(32, "0")}` },
          message: {
            id: String(590_000_000_000_000_000n + BigInt(i)),
            type: "text",
            quoteToken: "q1w2",
            text: `還有貨嗎？ ${i}`,
          },
        },
      ],
    });
    const signature = createHmac("sha256", SECRET).update(body).digest("base64");
    const headers = { "X-Line-Signature": signature };
    for (let n = 0; n < times; n++) posts.push({ body, headers });
  }
  return shuffled(posts);
}

function shuffled<T>(items: T[]): T[] {
  let state = 20_261_120;
  for (let i = items.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = state % (i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}
