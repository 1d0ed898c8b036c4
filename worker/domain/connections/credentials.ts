import type { Sealer } from "../../sealer.ts";

/** What is sealed in `connection.sealed_credentials`, per kind. */
export interface LineCredentials {
  channelSecret: string;
  accessToken: string;
}
/** Of shops too: what signs their webhooks, and what opens their API. */
export interface ChatwootCredentials {
  webhookSecret?: string;
  apiToken?: string;
}
export interface PixelCredentials {
  /** With which the shop signs who its visitors are. */
  shopKey: string;
}
/** Of an app of Meta's: Messenger, Instagram, WhatsApp. */
export interface MetaCredentials {
  /** Signs what the app's webhook is sent. */
  appSecret: string;
  /** Ours: proves that it is Meta who sets up the webhook. */
  verifyToken: string;
  /** Of each page or account the app may speak for, by the account's key. */
  accountTokens: Record<string, string>;
}
export interface WebsiteCredentials {
  /** With which the site's chat signs what it tells, and the site who is logged in. */
  siteKey: string;
}
export type Credentials = Partial<
  LineCredentials & ChatwootCredentials & PixelCredentials & MetaCredentials & WebsiteCredentials
>;

/** What is in `connection.settings`, in clear. */
export interface ConnectionSettings {
  /** Where the provider's API answers, when that is not its usual place. */
  apiBase?: string;
  /** LINE: the bot's user id. Chatwoot: the account. */
  accountId?: string;
  requestsPerSecond?: number;
  /** Shop: where it is, without a slash at the end. */
  shopUrl?: string;
  /** Shop: the LINE channel whose ids are the ones it knows its members by. */
  lineChannelId?: string;
  /** Pixel and website: the origins of the pages. */
  origins?: string[];
}

const context = (connectionId: string) => `connection/${connectionId}`;

export const sealCredentials = (sealer: Sealer, connectionId: string, credentials: Credentials) =>
  sealer.seal(context(connectionId), JSON.stringify(credentials));

/** @throws when they were sealed with another key */
export async function openCredentials(
  sealer: Sealer,
  connectionId: string,
  sealed: string | null,
): Promise<Credentials> {
  if (sealed === null) return {};
  return JSON.parse(await sealer.open(context(connectionId), sealed)) as Credentials;
}
