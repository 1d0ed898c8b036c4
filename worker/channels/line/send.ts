import { httpUrl, object, present, text } from "../read.ts";
import { ProviderRefusal, request } from "../request.ts";

const DEFAULT_BASE = "https://api.line.me";

/** The Messaging API of one official account. https://developers.line.biz/en/reference/messaging-api/ */
export interface LineApi {
  apiBase?: string | undefined;
  accessToken: string;
}

/** @returns null when LINE does not tell: unknown, not a friend, blocked, no consent */
export async function getProfile(
  api: LineApi,
  userId: string,
): Promise<{ name?: string; pictureUrl?: string } | null> {
  try {
    const body = object(await get(api, `/v2/bot/profile/${encodeURIComponent(userId)}`));
    return present({ name: text(body["displayName"], 200), pictureUrl: httpUrl(body["pictureUrl"]) });
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 404) return null;
    throw error;
  }
}

/** The account itself; `userId` is the `destination` of its webhooks. */
export async function getBotInfo(api: LineApi): Promise<{ userId: string; name: string }> {
  const body = object(await get(api, "/v2/bot/info"));
  const userId = text(body["userId"], 255);
  if (!userId) throw new ProviderRefusal(502);
  return { userId, name: text(body["displayName"], 100) ?? "LINE" };
}

/**
 * Answers an event, once: its token is used up by the first reply and works for about a minute.
 *
 * @throws {ProviderRefusal} 400 also for a token that is used up or too old
 */
export async function reply(
  { apiBase = DEFAULT_BASE, accessToken }: LineApi,
  replyToken: string,
  text: string,
): Promise<void> {
  await request(
    `${apiBase}/v2/bot/message/reply`,
    { Authorization: `Bearer ${accessToken}` },
    { method: "POST", body: { replyToken, messages: [{ type: "text", text }] } },
  );
}

/** Where the account's webhooks go, as LINE has it. @throws {ProviderRefusal} 404 where none is set */
export async function getWebhook(api: LineApi): Promise<{ endpoint: string | null; active: boolean }> {
  const body = object(await get(api, "/v2/bot/channel/webhook/endpoint"));
  return { endpoint: text(body["endpoint"], 500) ?? null, active: body["active"] === true };
}

/** Has LINE post a signed webhook without events there, and say how that was answered. */
export const testWebhook = (
  { apiBase = DEFAULT_BASE, accessToken }: LineApi,
  endpoint: string,
): Promise<unknown> =>
  request(
    `${apiBase}/v2/bot/channel/webhook/test`,
    { Authorization: `Bearer ${accessToken}` },
    { method: "POST", body: { endpoint } },
  );

const DATA_BASE = "https://api-data.line.me";

/** Where LINE keeps what somebody sent, for some time. */
export const contentSource = (
  { apiBase = DATA_BASE, accessToken }: LineApi,
  messageId: string,
): { url: string; headers: Record<string, string> } => ({
  url: `${apiBase}/v2/bot/message/${encodeURIComponent(messageId)}/content`,
  headers: { Authorization: `Bearer ${accessToken}` },
});

const get = ({ apiBase = DEFAULT_BASE, accessToken }: LineApi, path: string) =>
  request(`${apiBase}${path}`, { Authorization: `Bearer ${accessToken}` });
