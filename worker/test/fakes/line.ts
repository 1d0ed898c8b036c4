import { createHmac } from "node:crypto";
import { newId } from "../../domain/id.ts";
import { type TestWorkspace, TEST_NOW } from "../workspace.ts";
import { type Answer, serve } from "./server.ts";

export const BOT = `U${"0".repeat(31)}b`;
export const SECRET = "line-channel-secret";
export const TOKEN = "line-access-token";

/** LINE's Messaging API as far as it is used: bot info, profiles, the webhook's address and its test. */
export interface FakeLine {
  base: string;
  /** By user id; anybody else is 404. */
  profiles: Map<string, { displayName: string; pictureUrl?: string }>;
  /** Answers the next requests instead, one each. */
  instead: Answer[];
  /** Paths asked for. */
  asked: string[];
  /** Texts sent, by the reply token that was used up for each. */
  replies: Map<string, string>;
  token: string;
  /** What signs the post of a webhook's test. */
  secret: string;
  /** Where the account's webhooks go. */
  webhook: { endpoint: string; active: boolean } | null;
}

export async function fakeLine(): Promise<FakeLine> {
  const line: FakeLine = {
    base: "",
    profiles: new Map(),
    instead: [],
    asked: [],
    replies: new Map(),
    token: TOKEN,
    secret: SECRET,
    webhook: null,
  };
  line.base = await serve((request, { pathname }, told) => {
    line.asked.push(pathname);
    const instead = line.instead.shift();
    if (instead) return instead;
    if (request.headers.authorization !== `Bearer ${line.token}`) {
      return { status: 401, body: { message: "Authentication failed" } };
    }
    if (pathname === "/v2/bot/info") {
      return { body: { userId: BOT, basicId: "@shop", displayName: "好日子商店", chatMode: "chat" } };
    }
    if (pathname === "/v2/bot/channel/webhook/endpoint") {
      return line.webhook ? { body: line.webhook } : { status: 404, body: { message: "Not found" } };
    }
    if (pathname === "/v2/bot/channel/webhook/test") return testWebhook(line, told);
    if (pathname === "/v2/bot/message/reply" && request.method === "POST") return replyTo(line, told);
    const userId = /^\/v2\/bot\/profile\/(\w+)$/.exec(pathname)?.[1];
    const profile = userId === undefined ? undefined : line.profiles.get(userId);
    return profile ? { body: { userId, ...profile } } : { status: 404, body: { message: "Not found" } };
  });
  return line;
}

/** Posts a signed webhook without events, as the Verify button of LINE's console does. */
async function testWebhook({ secret }: FakeLine, told: string): Promise<Answer> {
  const { endpoint } = JSON.parse(told) as { endpoint: string };
  const body = JSON.stringify({ destination: BOT, events: [] });
  const said = await fetch(endpoint, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", "X-Line-Signature": lineSignature(body, secret) },
  }).catch(() => null);
  const reason = said ? (said.ok ? "OK" : "ERROR_STATUS_CODE") : "COULD_NOT_CONNECT";
  const statusCode = said?.status ?? 0;
  return {
    body: {
      success: statusCode === 200,
      timestamp: "2026-11-20T00:00:00Z",
      statusCode,
      reason,
      detail: String(statusCode),
    },
  };
}

/** A reply token works once. */
function replyTo({ replies }: FakeLine, told: string): Answer {
  const { replyToken, messages } = JSON.parse(told) as {
    replyToken: string;
    messages: { type: string; text: string }[];
  };
  if (replies.has(replyToken) || messages.length !== 1) {
    return { status: 400, body: { message: "Invalid reply token" } };
  }
  replies.set(replyToken, messages[0]?.text ?? "");
  return { body: { sentMessages: [{ id: "1", quoteToken: "q" }] } };
}

/** A connection to the fake, added as an admin does. */
export async function connectLine(
  shop: TestWorkspace,
  line: Pick<FakeLine, "base">,
  fields: { accountId?: string } = { accountId: BOT },
): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addLine.mutate({
    operationId: newId(TEST_NOW),
    name: "LINE",
    channelSecret: SECRET,
    accessToken: TOKEN,
    apiBase: line.base,
    ...fields,
  });
  return connectionId;
}

export const lineSignature = (body: string, secret = SECRET): string =>
  createHmac("sha256", secret).update(body).digest("base64");

/** A delivery as LINE posts it, signed. */
export function postLine(
  shop: TestWorkspace,
  connectionId: string,
  events: unknown[],
  { destination = BOT }: { destination?: string } = {},
): Promise<Response> {
  const body = JSON.stringify({ destination, events });
  return postRaw(shop, connectionId, body, { "X-Line-Signature": lineSignature(body) });
}

export const postRaw = (
  shop: TestWorkspace,
  connectionId: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> =>
  shop.fetch(`/w/${shop.slug}/hooks/${connectionId}`, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", ...headers },
  });

export const userId = (n: number): string => `U${n.toString(16).padStart(32, "0")}`;

let made = 0;

/** An event of a user; `fields` are what its type adds. */
export function lineEvent(
  type: string,
  fields: Record<string, unknown> = {},
  { user = userId(1), at = TEST_NOW }: { user?: string; at?: number } = {},
): Record<string, unknown> {
  return {
    type,
    mode: "active",
    timestamp: at,
    source: { type: "user", userId: user },
    webhookEventId: `01KB${String(++made).padStart(22, "0")}`,
    deliveryContext: { isRedelivery: false },
    ...fields,
  };
}

export const textEvent = (
  id: string,
  text: string,
  where: { user?: string; at?: number } = {},
): Record<string, unknown> =>
  lineEvent("message", { message: { id, type: "text", text, quoteToken: "q" } }, where);

export const redelivered = (event: Record<string, unknown>): Record<string, unknown> => ({
  ...event,
  deliveryContext: { isRedelivery: true },
});
