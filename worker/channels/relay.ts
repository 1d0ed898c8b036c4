import { randomUUID } from "node:crypto";
import type { ConnectionKind } from "../../shared/channels.ts";
import type { Credentials } from "../domain/connections/credentials.ts";
import type { Arrival } from "../domain/inbound/store.ts";
import type { RelayedPost } from "../domain/relay/post.ts";
import type { RawPost } from "./channel.ts";
import { lineRelay } from "./line/relay.ts";
import { metaRelay } from "./meta/relay.ts";
import { digest } from "./read.ts";
import { whatsappRelay } from "./whatsapp/relay.ts";

/** How the posts of a provider are passed on to an inbox behind us. */
export interface Relay {
  /**
   * A body without some of its events.
   *
   * @param isOut told each event as `split` hands it to `parse`
   * @returns null when none is left
   */
  without(body: unknown, isOut: (payload: unknown) => boolean): unknown;
  /** What proves a body that was changed; names in lower case. */
  sign(credentials: Credentials, body: Uint8Array): Record<string, string>;
  /** A body of the provider's that tells of nothing, to ask whether an inbox is there. */
  greeting(accountId: string | undefined): string;
  /** What the provider sends again differs in its bytes: it is known by the names of its events. */
  namedByEvents: boolean;
}

/** Kinds whose provider knows one webhook address only. */
export const RELAYS: Partial<Record<ConnectionKind, Relay>> = {
  line: lineRelay,
  meta: metaRelay,
  whatsapp: whatsappRelay,
};

/** Of the way between two hops, made anew on the next one, or written by proxies of ours. */
const OF_THE_HOP =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|content-length|expect|accept-encoding|via|forwarded|x-forwarded-.*|x-real-ip|true-client-ip|cdn-loop|cf-.*)$/;

/** What of a post's headers goes on: all but what belongs to the hop. */
export function passedHeaders(headers: Headers): [string, string][] {
  const named = (headers.get("connection") ?? "").toLowerCase().split(/[\s,]+/);
  return [...headers].filter(([name]) => !OF_THE_HOP.test(name) && !named.includes(name));
}

/** A verified post, to be stored beside what it brings. */
export async function relayedPost(
  relay: Relay,
  { headers, body }: RawPost,
  arrivals: readonly Arrival[],
): Promise<RelayedPost> {
  return {
    dedupeKey: await nameOf(relay, body, arrivals),
    // A mark at the beginning is of the bytes that were signed.
    body: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body),
    headers: passedHeaders(headers),
    size: body.byteLength,
  };
}

/** Somebody who only wants to hear whether anybody is here may ask as often as they like. */
async function nameOf(
  { namedByEvents }: Relay,
  body: Uint8Array<ArrayBuffer>,
  arrivals: readonly Arrival[],
): Promise<string> {
  if (arrivals.length === 0) return randomUUID();
  if (!namedByEvents) return digest(body);
  const names = arrivals.map(({ dedupeKey }) => dedupeKey).sort();
  return digest(new TextEncoder().encode(JSON.stringify(names)));
}
