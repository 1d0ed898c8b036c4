import { createHmac } from "node:crypto";
import { newId } from "../../domain/id.ts";
import { type TestWorkspace, TEST_NOW } from "../workspace.ts";
import { postRaw } from "./line.ts";
import { type Answer, serve } from "./server.ts";

export const ORIGIN = "https://chat.shop.test";
export const WEBHOOK_SECRET = "chatwoot-webhook-secret";
export const API_TOKEN = "chatwoot-api-token";
const ACCOUNT = 3;

export interface FakeInbox {
  id: number;
  name: string;
  channel: string;
}
export const LINE_INBOX: FakeInbox = { id: 11, name: "LINE 官方", channel: "Channel::Line" };
export const WEB_INBOX: FakeInbox = { id: 12, name: "官網", channel: "Channel::WebWidget" };
export const FACEBOOK_INBOX: FakeInbox = { id: 13, name: "粉專", channel: "Channel::FacebookPage" };

export interface FakeContact {
  id: number;
  name: string;
  email?: string;
  phone_number?: string;
  blocked?: boolean;
  addresses: { inbox: FakeInbox; source_id: string }[];
}

/** `contact.addresses[in]` is the one the conversation is with. */
export interface FakeConversation {
  id: number;
  contact: FakeContact;
  in: number;
  status?: string;
}

export async function connectChatwoot(
  shop: TestWorkspace,
  fields: { webhookSecret?: string; apiToken?: string; apiBase?: string; requestsPerSecond?: number } = {},
  accountId = String(ACCOUNT),
): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addChatwoot.mutate({
    operationId: newId(TEST_NOW),
    name: "Chatwoot",
    origin: ORIGIN,
    accountId,
    ...fields,
  });
  return connectionId;
}

const account = { id: ACCOUNT, name: "Shop" };
const seconds = (ms: number) => Math.floor(ms / 1000);

function conversationOf({ id, contact, in: index, status = "open" }: FakeConversation) {
  const address = contact.addresses[index];
  if (!address) throw new Error("the contact has no such address");
  const { id: contactId, name, email, phone_number } = contact;
  return {
    id,
    inbox_id: address.inbox.id,
    channel: address.inbox.channel,
    status,
    contact_inbox: {
      id: 900 + id,
      contact_id: contactId,
      inbox_id: address.inbox.id,
      source_id: address.source_id,
    },
    meta: { sender: { id: contactId, name, email, phone_number, type: "contact" }, assignee: null },
    messages: [],
  };
}

const inboxOf = ({ contact, in: index }: FakeConversation) => {
  const inbox = contact.addresses[index]?.inbox;
  return { id: inbox?.id, name: inbox?.name };
};

/** A `message_created` or `message_updated` as the account webhook posts it. */
export const messageEvent = (
  conversation: FakeConversation,
  fields: Record<string, unknown>,
  { event = "message_created", at = TEST_NOW }: { event?: string; at?: number } = {},
): Record<string, unknown> => ({
  event,
  content_type: "text",
  message_type: "incoming",
  private: false,
  content_attributes: {},
  source_id: null,
  created_at: new Date(at).toISOString(),
  sender: { id: conversation.contact.id, name: conversation.contact.name, type: "contact" },
  inbox: inboxOf(conversation),
  conversation: conversationOf(conversation),
  account,
  ...fields,
});

export const agent = { sender: { id: 5, name: "林客服", type: "user" }, message_type: "outgoing" };

/** A conversation event: the conversation itself at the top. */
export const conversationEvent = (
  event: string,
  conversation: FakeConversation,
  at = TEST_NOW,
): Record<string, unknown> => ({
  event,
  ...conversationOf(conversation),
  inbox: inboxOf(conversation),
  account,
  timestamp: seconds(at),
  changed_attributes:
    event === "conversation_status_changed"
      ? [
          { status: { previous_value: "open", current_value: conversation.status } },
          { updated_at: { previous_value: null, current_value: new Date(at).toISOString() } },
        ]
      : [],
});

export const contactEvent = (
  event: "contact_created" | "contact_updated",
  contact: FakeContact,
  withInboxes: boolean,
): Record<string, unknown> => {
  const { addresses: _addresses, ...fields } = contact;
  return { event, ...fields, account, ...(withInboxes ? { contact_inboxes: contactInboxes(contact) } : {}) };
};

const contactInboxes = ({ addresses }: FakeContact) =>
  addresses.map(({ inbox, source_id }) => ({
    source_id,
    inbox: { id: inbox.id, name: inbox.name, channel_type: inbox.channel },
  }));

/** Headers of a signed delivery. */
export const chatwootHeaders = (
  body: string,
  at: number,
  secret = WEBHOOK_SECRET,
): Record<string, string> => ({
  "X-Chatwoot-Timestamp": String(seconds(at)),
  "X-Chatwoot-Signature": `sha256=${createHmac("sha256", secret)
    .update(`${seconds(at)}.${body}`)
    .digest("hex")}`,
});

let delivered = 0;

export function postChatwoot(
  shop: TestWorkspace,
  connectionId: string,
  event: Record<string, unknown>,
  delivery: string | null = `delivery-${++delivered}`,
): Promise<Response> {
  const body = JSON.stringify(event);
  return postRaw(shop, connectionId, body, {
    ...chatwootHeaders(body, shop.clock.now),
    ...(delivery === null ? {} : { "X-Chatwoot-Delivery": delivery }),
  });
}

/** A Chatwoot account's REST API, as far as a backfill reads it. */
export interface FakeChatwoot {
  base: string;
  contacts: FakeContact[];
  conversations: FakeConversation[];
  /** By conversation, oldest first: `message_type` is a number here. */
  messages: Map<number, Record<string, unknown>[]>;
  instead: Answer[];
  asked: string[];
  /** Older versions take no notice of `blocked`. */
  knowsBlocking: boolean;
}

const PAGE = 25;
const MESSAGES = 20;

/** `PUT contacts/:id`: what is told of a contact is kept, as far as this version knows the field. */
function changeContact(chatwoot: FakeChatwoot, contact: FakeContact, told: Record<string, unknown>): Answer {
  if (chatwoot.knowsBlocking && typeof told["blocked"] === "boolean") contact.blocked = told["blocked"];
  return { body: { payload: { id: contact.id, name: contact.name } } };
}

export async function fakeChatwoot(): Promise<FakeChatwoot> {
  const chatwoot: FakeChatwoot = {
    base: "",
    contacts: [],
    conversations: [],
    messages: new Map(),
    instead: [],
    asked: [],
    knowsBlocking: true,
  };
  chatwoot.base = await serve((request, { pathname, searchParams, search }, told) => {
    chatwoot.asked.push(pathname + search);
    const instead = chatwoot.instead.shift();
    if (instead) return instead;
    if (request.headers["api_access_token"] !== API_TOKEN) return { status: 401, body: { error: "Invalid" } };
    const path = pathname.replace(`/api/v1/accounts/${ACCOUNT}/`, "");
    if (path === "conversations") {
      const from = (Number(searchParams.get("page")) - 1) * PAGE;
      const payload = chatwoot.conversations.slice(from, from + PAGE).map((conversation) => {
        const { channel, contact_inbox: _link, meta, ...rest } = conversationOf(conversation);
        return { ...rest, meta: { ...meta, channel }, timestamp: seconds(TEST_NOW) };
      });
      return { body: { data: { meta: { all_count: chatwoot.conversations.length }, payload } } };
    }
    const contact = /^contacts\/(\d+)$/.exec(path)?.[1];
    if (contact) {
      const found = chatwoot.contacts.find(({ id }) => id === Number(contact));
      if (!found) return { status: 404, body: { error: "Resource could not be found" } };
      if (request.method === "PUT") {
        return changeContact(chatwoot, found, JSON.parse(told) as Record<string, unknown>);
      }
      const { addresses: _addresses, ...fields } = found;
      return { body: { payload: { ...fields, contact_inboxes: contactInboxes(found) } } };
    }
    const asked = /^conversations\/(\d+)$/.exec(path)?.[1];
    if (asked) {
      const found = chatwoot.conversations.find(({ id }) => id === Number(asked));
      return found ? { body: conversationOf(found) } : { status: 404, body: { error: "Not found" } };
    }
    const conversation = /^conversations\/(\d+)\/messages$/.exec(path)?.[1];
    const all = chatwoot.messages.get(Number(conversation)) ?? [];
    const before = Number(searchParams.get("before") ?? Number.POSITIVE_INFINITY);
    const payload = all.filter(({ id }) => Number(id) < before).slice(-MESSAGES);
    return { body: { meta: {}, payload } };
  });
  return chatwoot;
}
