import * as v from "valibot";
import { type ChannelKind, type ConnectionKind, SHOP_KINDS } from "../channels.ts";
import { id, requiredText } from "../text.ts";
import { origin as exactOrigin } from "./settings.ts";

const name = requiredText(100);
/** Whole and untouched: a secret is compared byte by byte. */
const secret = v.pipe(v.string(), v.trim(), v.minLength(1, "INVALID_INPUT"), v.maxLength(4096, "TOO_LONG"));

/** An http or https URL without query, hash or a slash at the end. */
const baseUrl = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(255, "TOO_LONG"),
  v.check((s) => URL.canParse(s) && /^https?:$/.test(new URL(s).protocol), "INVALID_INPUT"),
  v.transform((s) => {
    const { origin, pathname } = new URL(s);
    return `${origin}${pathname}`.replace(/\/+$/, "");
  }),
);
const origin = v.pipe(
  baseUrl,
  v.transform((s) => new URL(s).origin),
);
/** LINE's name for a bot: its user id. */
const botUserId = v.pipe(v.string(), v.regex(/^U[0-9a-f]{32}$/, "INVALID_INPUT"));
const chatwootAccount = v.pipe(v.string(), v.regex(/^\d{1,18}$/, "INVALID_INPUT"));
const requestsPerSecond = v.pipe(v.number(), v.minValue(0.1), v.maxValue(1000));

export const ConnectionAddLine = v.object({
  name,
  channelSecret: secret,
  accessToken: secret,
  /** The bot's user id; looked up with the access token when it is not given. */
  accountId: v.optional(botUserId),
  /** Where the Messaging API answers; `https://api.line.me` when it is not given. */
  apiBase: v.optional(baseUrl),
});
export type ConnectionAddLine = v.InferOutput<typeof ConnectionAddLine>;

export const ConnectionAddChatwoot = v.object({
  name,
  /** Where agents open Chatwoot in their browser. */
  origin,
  accountId: chatwootAccount,
  /** Without one, older Chatwoots sign nothing and the webhook's address is the only secret. */
  webhookSecret: v.optional(secret),
  /** An agent's or bot's `api_access_token`; needed for the backfill. */
  apiToken: v.optional(secret),
  /** How fast the backfill asks; 5 when it is not given. */
  requestsPerSecond: v.optional(requestsPerSecond),
  /** Where its REST API answers, when that is not `origin`. */
  apiBase: v.optional(baseUrl),
});
export type ConnectionAddChatwoot = v.InferOutput<typeof ConnectionAddChatwoot>;

export const ConnectionAddMeta = v.object({
  name,
  /** Signs what the app's webhook is sent. */
  appSecret: secret,
  /** Whatever one likes, and the same again at Meta, where the webhook is set up. */
  verifyToken: secret,
  /** Where the Graph API answers; `https://graph.facebook.com` when it is not given. */
  apiBase: v.optional(baseUrl),
});
export type ConnectionAddMeta = v.InferOutput<typeof ConnectionAddMeta>;

export const ConnectionAddWhatsapp = v.object({
  ...ConnectionAddMeta.entries,
  /** Of a system user of the business, for every number that is given none of its own. */
  accessToken: secret,
});
export type ConnectionAddWhatsapp = v.InferOutput<typeof ConnectionAddWhatsapp>;

export const ACCOUNT_KINDS = ["messenger", "instagram", "whatsapp"] as const;

/** A page, an Instagram account or a WhatsApp number that a connection carries. */
export const ConnectionAddAccount = v.object({
  connectionId: id,
  kind: v.picklist(ACCOUNT_KINDS),
  /** The provider's id of it: of the page, the account, the telephone number. */
  accountId: v.pipe(v.string(), v.trim(), v.regex(/^\d{1,30}$/, "INVALID_INPUT")),
  name,
  /** Without one, messages come in and nothing is asked of the provider. */
  accessToken: v.optional(secret),
});
export type ConnectionAddAccount = v.InferOutput<typeof ConnectionAddAccount>;

export const PIXEL_ORIGINS_MAX = 20;
const origins = v.pipe(
  v.array(exactOrigin),
  v.minLength(1, "INVALID_INPUT"),
  v.maxLength(PIXEL_ORIGINS_MAX, "TOO_LONG"),
  v.transform((all) => [...new Set(all)]),
);
/** Long enough that nobody guesses it: 32 characters and more. */
const shopKey = v.pipe(secret, v.minLength(32, "INVALID_INPUT"));

export const ConnectionAddPixel = v.object({
  name,
  /** Of the shop's pages; a post from anywhere else is refused. */
  origins,
  /** With which the shop signs who its visitors are. */
  shopKey,
});
export type ConnectionAddPixel = v.InferOutput<typeof ConnectionAddPixel>;

export const ConnectionAddWebsite = v.object({
  name,
  /** Of the site's pages: which page a visitor is on shows for these only. */
  origins,
  /** With which the site signs what its chat tells, and who is logged in. */
  siteKey: shopKey,
});
export type ConnectionAddWebsite = v.InferOutput<typeof ConnectionAddWebsite>;

/** `shop.tw` as people write it, or a whole address. */
const shopUrl = v.pipe(
  v.string(),
  v.trim(),
  v.transform((s) => (/^[a-z][a-z\d+.-]*:/i.test(s) ? s : `https://${s}`)),
  baseUrl,
);

export const ConnectionAddShop = v.object({
  kind: v.picklist(SHOP_KINDS),
  name,
  /** Where the shop is: its platform's own domain, such as `wuyu.myshopify.com`. */
  domain: shopUrl,
  /** What the platform signs its webhooks with: an app's secret, or WooCommerce's webhook secret. */
  webhookSecret: secret,
  /** To fetch what webhooks missed. WooCommerce: `<consumer key>:<consumer secret>`. */
  apiToken: v.optional(secret),
  /** Where its API answers, when that is not its domain. */
  apiBase: v.optional(baseUrl),
  /** CYBERBIZ: the LINE account its members sign in with, as far as it is one of ours. */
  lineChannelId: v.optional(id),
});
export type ConnectionAddShop = v.InferOutput<typeof ConnectionAddShop>;

/** Only what is given changes; a secret that is not given stays. */
export const ConnectionUpdate = v.object({
  connectionId: id,
  name: v.optional(name),
  channelSecret: v.optional(secret),
  accessToken: v.optional(secret),
  webhookSecret: v.optional(v.nullable(secret)),
  apiToken: v.optional(secret),
  apiBase: v.optional(baseUrl),
  requestsPerSecond: v.optional(requestsPerSecond),
  origins: v.optional(origins),
  shopKey: v.optional(shopKey),
  siteKey: v.optional(shopKey),
  appSecret: v.optional(secret),
  verifyToken: v.optional(secret),
  lineChannelId: v.optional(v.nullable(id)),
  /** Takes a removed connection back into use. */
  state: v.optional(v.literal("active")),
});
export type ConnectionUpdate = v.InferOutput<typeof ConnectionUpdate>;

export const ConnectionRemove = v.object({ connectionId: id });
export const ConnectionList = v.object({});

/** Says that a Chatwoot inbox and a directly connected channel are the same account. */
export const ConnectionShareInbox = v.object({
  connectionId: id,
  inboxId: v.pipe(v.string(), v.regex(/^\d{1,18}$/, "INVALID_INPUT")),
  channelId: id,
});

export const BackfillStart = v.object({ connectionId: id });
export const BackfillProgress = v.object({ connectionId: id });

export const ConnectionTestStart = v.object({ connectionId: id });
export const ConnectionTestRead = v.object({ connectionId: id });

/** What a test looks at, in this order. */
export const TEST_STEPS = ["credentials", "subscription", "webhook", "delivery"] as const;
export type TestStepName = (typeof TEST_STEPS)[number];

/** Why a step failed, or could not be looked at. */
export const TEST_PROBLEMS = [
  /** The provider does not take the access token. */
  "token_refused",
  /** It takes it, and does not let it do this. */
  "permission_missing",
  /** The access token is another account's. */
  "account_differs",
  /** The provider knows nothing by that id. */
  "not_found",
  /** There is no access token to ask with. */
  "no_token",
  /** No account was added yet. */
  "no_account",
  "webhook_not_set",
  /** `facts.url` is where the provider posts to instead. */
  "webhook_elsewhere",
  /** It is set, and switched off at the provider. */
  "webhook_off",
  /** What was signed with the provider's secret is refused: the secret here is another one. */
  "secret_wrong",
  /** Ours is not an address others on the internet can reach, or not over https. */
  "address_private",
  /** The provider got no answer of ours; `facts.detail` says what it saw. */
  "not_delivered",
  /** `facts.fields`: what the app should be told of and is not. */
  "fields_missing",
  "unreachable",
  /** The provider answered with an error: `facts.status`. */
  "provider_failed",
] as const;
export type TestProblem = (typeof TEST_PROBLEMS)[number];

export interface TestStep {
  step: TestStepName;
  /** Which account, where a connection carries several. */
  of: string | null;
  outcome: "ok" | "failed" | "skipped";
  problem: TestProblem | null;
  /** What the words need: never a secret. */
  facts: Record<string, string>;
}

export interface TestReport {
  state: "none" | "waiting" | "running" | "done" | "failed";
  steps: TestStep[];
  /** When it began or ended, UTC ms; null when there was none. */
  at: number | null;
}

/** What adding a connection answers with. */
export interface ConnectionAdded {
  connectionId: string;
  /** Below `/w/<workspace>/`. */
  webhookPath: string;
}

export interface UnknownAccount {
  accountKey: string;
  /** null when the events do not say. */
  kind: ChannelKind | null;
  events: number;
  /** When the first and the newest of them came, UTC ms. */
  firstAt: number;
  lastAt: number;
}

/** A template that was looked through, an error of the provider's, news of a kind we do not know. */
export interface ConnectionNotice {
  kind: "template" | "error" | "unknown";
  accountKey: string | null;
  /** `template`: {template, language, state, reason}. `error`: {code, title}. `unknown`: {field}. */
  data: Record<string, string>;
  /** UTC ms. */
  at: number;
}

export interface ConnectionItem {
  id: string;
  kind: ConnectionKind;
  name: string;
  origin: string | null;
  /** LINE: the bot's user id, null until known. Chatwoot: its account. */
  accountId: string | null;
  apiBase: string | null;
  requestsPerSecond: number | null;
  /** CYBERBIZ: the LINE channel whose ids it knows its members by. */
  lineChannelId: string | null;
  /** Pixel: the origins of the shop's pages; else none. */
  origins: string[];
  state: "active" | "failing" | "disabled";
  /** Why it is failing: `access_token_refused`, `account_differs`. */
  stateReason: string | null;
  /** Below `/w/<workspace>/`. */
  webhookPath: string;
  channels: {
    id: string;
    kind: ChannelKind;
    accountId: string;
    name: string;
    accountKey: string;
    /** Why the provider does not take its access token: `access_token_refused`; else null. */
    stateReason: string | null;
  }[];
  /** Accounts it was sent events for and that nobody has added; the events wait. */
  unknownAccounts: UnknownAccount[];
  /** News of its accounts and of nobody in particular, the newest ones first. */
  notices: ConnectionNotice[];
  /** Events that could not be processed and were set aside. */
  setAside: number;
  /** UTC ms; null when nothing arrived yet. */
  lastReceivedAt: number | null;
  createdAt: number;
}

export interface Backfill {
  state: "none" | "waiting" | "running" | "done" | "failed";
  /** Conversations whose history is in, of `conversationsTotal`; null until Chatwoot said how many. */
  conversationsDone: number;
  conversationsTotal: number | null;
  messages: number;
  /** Conversations of a contact that could not be told apart with certainty. */
  skipped: number;
  /** Why it waits or failed, such as `http_429`. */
  error: string | null;
  startedAt: number | null;
  updatedAt: number | null;
}
