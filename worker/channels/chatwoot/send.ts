import { externalId, type Json, list, number, object } from "../read.ts";
import { request } from "../request.ts";

/** Chatwoot's REST API for one account: https://developers.chatwoot.com/api-reference/introduction */
export interface ChatwootApi {
  apiBase: string;
  accountId: string;
  apiToken: string;
}

/** A page of the account's conversations, all states, oldest first; empty after the last. */
export async function listConversations(
  api: ChatwootApi,
  page: number,
): Promise<{ conversations: Json[]; total: number | null }> {
  const query = `status=all&assignee_type=all&sort_by=created_at_asc&page=${page}`;
  const data = object(object(await get(api, `conversations?${query}`))["data"]);
  return {
    conversations: list(data["payload"]).map(object),
    total: number(object(data["meta"])["all_count"]) ?? null,
  };
}

/** Up to twenty messages before a message, or the newest ones; empty at the beginning. */
export async function listMessages(
  api: ChatwootApi,
  conversation: string,
  before: string | null,
): Promise<Json[]> {
  const query = before === null ? "" : `?before=${encodeURIComponent(before)}`;
  const path = `conversations/${encodeURIComponent(conversation)}/messages${query}`;
  return list(object(await get(api, path))["payload"]).map(object);
}

/** A contact with its `contact_inboxes`. */
export async function getContact(api: ChatwootApi, contact: string): Promise<Json> {
  return object(object(await get(api, `contacts/${encodeURIComponent(contact)}`))["payload"]);
}

/** Whose a conversation is: Chatwoot's id of the contact; null when it does not say. */
export async function getContactOf(api: ChatwootApi, conversation: string): Promise<string | null> {
  const found = object(await get(api, `conversations/${encodeURIComponent(conversation)}`));
  return externalId(object(object(found["meta"])["sender"])["id"]) ?? null;
}

/**
 * Blocks a contact or lifts the block, then reads back how it stands: versions that do not know the
 * field answer as if they did. `null` when the contact does not tell.
 */
export async function setBlocked(
  api: ChatwootApi,
  contact: string,
  blocked: boolean,
): Promise<boolean | null> {
  await request(urlOf(api, `contacts/${encodeURIComponent(contact)}`), headersOf(api), {
    method: "PUT",
    body: { blocked },
  });
  const stands = (await getContact(api, contact))["blocked"];
  return typeof stands === "boolean" ? stands : null;
}

/** The account's webhooks, `{ id, url, subscriptions }` each. */
export async function listWebhooks(api: ChatwootApi): Promise<unknown[]> {
  return list(object(object(await get(api, "webhooks"))["payload"])["webhooks"]);
}

const get = (api: ChatwootApi, path: string) => request(urlOf(api, path), headersOf(api));
const urlOf = ({ apiBase, accountId }: ChatwootApi, path: string) =>
  `${apiBase}/api/v1/accounts/${encodeURIComponent(accountId)}/${path}`;
const headersOf = ({ apiToken }: ChatwootApi) => ({ api_access_token: apiToken });
