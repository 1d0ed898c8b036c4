import * as v from "valibot";
import { parse } from "../verb.ts";
import { readClaim } from "./claim.ts";
import { clean, type Facts, readFacts, type ShopOrigins, shopLink, WORKED_OUT } from "./facts.ts";

export const MOST_EVENTS = 50;
/** How late an event may be told, ms: a page may have slept. */
const LATEST = 86_400_000;

const scriptId = v.pipe(v.string(), v.regex(/^[\da-f]{24}$/, "INVALID_INPUT"));

/** What the script sends. An event that cannot be read is left out and named; the others count. */
const Sent = v.object({
  visitor: scriptId,
  page: scriptId,
  /** The visitor's clock, UTC ms. */
  sent: v.pipe(v.number(), v.finite()),
  here: v.optional(v.object({ url: v.unknown(), title: v.unknown() })),
  left: v.optional(v.boolean(), false),
  events: v.pipe(v.array(v.unknown()), v.maxLength(MOST_EVENTS, "TOO_LONG")),
});

const Told = v.object({
  id: scriptId,
  kind: v.string(),
  at: v.pipe(v.number(), v.finite()),
  data: v.optional(v.unknown()),
});

/** A visitor's event as it is stored. */
export interface PixelEvent {
  id: string;
  kind: string;
  /** By our clock, UTC ms. */
  at: number;
  /** JSON. */
  data: string;
  /** 1: it has an effect that is worked out behind the answer. */
  waiting: 0 | 1;
}

/** One batch of a visitor, with nothing in it that was not checked. */
export interface PixelPost {
  visitor: string;
  page: string;
  events: PixelEvent[];
  /** The shop says who they are, or null that nobody is logged in: the last word of the batch. */
  identity: { memberNo: string; signedAt: number } | null | undefined;
  /** The shop says which website contact they are. */
  chat: string | null;
  /** The page they are on; null when the batch does not say. */
  here: { url: string | null; title: string } | null;
  left: boolean;
  /** What was left out and why; never with what it said. */
  ignored: { id: string | null; why: string }[];
}

/** Whose page sent it. */
export interface PixelSource extends ShopOrigins {
  shopKey: string;
}

/** @throws {Failure} INVALID_INPUT or TOO_LONG for what the script does not send */
export function readPost(body: unknown, source: PixelSource, now: number): PixelPost {
  const { visitor, page, sent, here, left, events } = parse(Sent, body);
  const post: PixelPost = {
    visitor,
    page,
    events: [],
    identity: undefined,
    chat: null,
    here: here ? { url: shopLink(here.url, [source.origin]), title: clean(here.title, 300) } : null,
    left,
    ignored: [],
  };
  for (const one of events) {
    const told = v.safeParse(Told, one);
    if (!told.success) {
      post.ignored.push({ id: null, why: "an event could not be read" });
      continue;
    }
    const { id, kind, at, data } = told.output;
    const isLogOut = kind === "identify" && data === null;
    if (isLogOut) post.identity = null;
    const facts = isLogOut
      ? {}
      : kind === "identify" || kind === "chat"
        ? claim(kind, data)
        : readFacts(kind, data, source);
    if (typeof facts === "string") post.ignored.push({ id, why: `${clean(kind, 20)} was ignored: ${facts}` });
    else
      post.events.push({
        id,
        kind,
        // Their clock may be wrong, but not in how long ago it was.
        at: Math.round(Math.min(now, Math.max(now - LATEST, now - (sent - at)))),
        data: JSON.stringify(facts),
        waiting: WORKED_OUT.has(kind) && !isLogOut ? 1 : 0,
      });
  }
  return post;

  /** What is kept of a claim that counts: never its signature. */
  function claim(word: "identify" | "chat", data: unknown): Facts | string {
    const claimed = readClaim(word, data, source.shopKey, now);
    if (typeof claimed === "string") return claimed;
    const [who = "", email, phone] = claimed.values;
    if (word === "chat") {
      post.chat = who;
      return {};
    }
    post.identity = { memberNo: who, signedAt: Math.min(now, claimed.at) };
    return { memberNo: who, ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
  }
}
