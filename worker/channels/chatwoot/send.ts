import { type Json, list, number, object } from "../read.ts";
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

const get = ({ apiBase, accountId, apiToken }: ChatwootApi, path: string) =>
  request(`${apiBase}/api/v1/accounts/${encodeURIComponent(accountId)}/${path}`, {
    api_access_token: apiToken,
  });
