import * as v from "valibot";
import { id } from "../text.ts";

/** The kinds of connection that may have an inbox behind them: their providers know one webhook address. */
export const RELAYED_KINDS = ["line", "meta", "whatsapp"] as const;

/** Kept whole: its path and query are often what the inbox knows its sender by. */
export const relayUrl = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(2000, "TOO_LONG"),
  v.check((text) => {
    const url = URL.parse(text);
    return url !== null && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.hash;
  }, "INVALID_INPUT"),
);

/** null: nothing is passed on any longer. */
export const ConnectionSetRelay = v.object({ connectionId: id, url: v.nullable(relayUrl) });

export const RelayList = v.object({});

const seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A page of what is kept, oldest first. */
export const RelayPosts = v.object({ connectionId: id, after: v.optional(seq) });

/** At most so many are put back in line or dropped by one call. */
export const RELAY_AT_ONCE = 500;

const some = v.pipe(v.array(seq), v.minLength(1, "INVALID_INPUT"), v.maxLength(RELAY_AT_ONCE, "TOO_LONG"));

/** Puts what was parked back in line: these, or without `posts` the oldest. */
export const RelayResend = v.object({ connectionId: id, posts: v.optional(some) });

/** Gives up these, or of the `count` that were seen up to `upTo` the oldest. */
export const RelayDrop = v.object({
  connectionId: id,
  what: v.union([v.object({ posts: some }), v.object({ upTo: seq, count: seq })]),
});

/** How passing on stands for one connection. */
export interface RelayItem {
  connectionId: string;
  /** null: nothing is passed on any longer. */
  url: string | null;
  /** In line; from 100,000 on not counted further. */
  waiting: number;
  /** Given up on until somebody puts them back in line. */
  parked: number;
  /** When the oldest of them was received, UTC ms. */
  oldestAt: number | null;
  /** The newest of them. */
  newest: number | null;
  /** Why the newest try failed, such as `http_500`, `unreachable`, `timeout`. */
  error: string | null;
  failingSince: number | null;
  /** When it is tried again, UTC ms. */
  retryAt: number | null;
  lastSentAt: number | null;
}

/** A post that is kept; what it says is shown to nobody. */
export interface RelayPostItem {
  seq: number;
  state: "waiting" | "parked";
  receivedAt: number;
  /** Bytes. */
  size: number;
  attempts: number;
  error: string | null;
}

export interface RelayPage {
  items: RelayPostItem[];
  /** `after` of the next page; null on the last. */
  next: number | null;
}

/** How many of those meant a call has changed, and how many are left for the next. */
export interface RelayChanged {
  changed: number;
  left: number;
}
