import type { ConnectionSettings, Credentials } from "../domain/connections/credentials.ts";
import type { OpenConnection } from "../domain/connections/find.ts";
import type { Parsed } from "../domain/inbound/item.ts";
import type { Arrival } from "../domain/inbound/store.ts";

/** A post to a webhook, before anything of it is trusted. */
export interface RawPost {
  headers: Headers;
  body: Uint8Array<ArrayBuffer>;
  /** When it arrived, UTC ms. */
  now: number;
}

export type Verify = (post: RawPost) => boolean;

/** What a GET of the webhook is answered with as plain text; null when it proves nothing. */
export type Handshake = (query: URLSearchParams) => string | null;

/** Whoever posts to a webhook: how its posts are verified and taken apart. */
export interface Receiver {
  /** Made once per version of a connection's credentials. */
  verifier(credentials: Credentials): Verify;
  /**
   * The provider events of a verified post, each with the provider's name for it.
   * @param credentials of the connection, for whoever signs more than the post
   * @returns null when the body is not what the provider sends
   */
  split(body: unknown, post: RawPost, credentials?: Credentials): Promise<Arrival[] | null>;
  /** For providers that ask for the webhook once, by GET, when it is set up. */
  handshake?(credentials: Credentials): Handshake;
  /** A post that says nothing and proves nothing, and wants to hear that somebody is here. */
  isGreeting?(post: RawPost): boolean;
}

/** One kind of connection messages come through, and how what it delivers is read. */
export interface Channel extends Receiver {
  /** What a stored event says, in the product's words. `receivedAt` in UTC ms. */
  parse(payload: unknown, connection: ConnectionContext): Parsed;
  /** The host inbox its threads are in. */
  inbox: "chatwoot" | null;
  /** The job that looks up who a new person is. */
  profileJob: string | null;
  /**
   * Where an attachment's bytes are, for a channel that keeps them behind its API; null when it has none of
   * it. What has an address in its content needs none of this.
   */
  mediaOf?(media: Media, connection: OpenConnection): Promise<MediaSource | null>;
}

/** One attachment of a message, as the channel's own inbox stored it. */
export interface Media {
  /** `channel_route.account_key`. */
  accountKey: string;
  /** The message's. */
  providerId: string;
  type: string;
  content: Record<string, unknown>;
}

/** What to ask for, and with which headers: a token goes to this address only. */
export interface MediaSource {
  url: string;
  headers: Record<string, string>;
}

/** What reading an event may need of the connection it came through. */
export interface ConnectionContext {
  connectionId: string;
  /** Where agents open the host inbox; null for a channel that is none. */
  origin: string | null;
  settings: ConnectionSettings;
  receivedAt: number;
}
