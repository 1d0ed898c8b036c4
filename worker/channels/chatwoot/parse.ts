import type { Account, InboundItem, Parsed } from "../../domain/inbound/item.ts";
import { AccountDiffers } from "../../domain/inbound/look-up.ts";
import type { Channel } from "../channel.ts";
import { digest, externalId, type Json, list, number, object, text } from "../read.ts";
import {
  accountOf,
  messageItems,
  type Place,
  profileOf,
  stateOf,
  type Thread,
  threadItems,
  time,
} from "./items.ts";
import { chatwootVerifier } from "./verify.ts";

const NOTHING: Parsed = { accounts: [], items: [] };

/** Account webhooks: https://www.chatwoot.com/hc/user-guide/articles/1677693021-how-to-use-webhooks */
export const chatwoot: Channel = {
  verifier: chatwootVerifier,
  inbox: "chatwoot",
  profileJob: "chatwoot.contact",

  async split(body, post) {
    if (text(object(body)["event"], 100) === undefined) return null;
    const dedupeKey =
      externalId(post.headers.get("x-chatwoot-delivery") ?? undefined) ?? `sha256:${await digest(post.body)}`;
    const sentAt = number(Number(post.headers.get("x-chatwoot-timestamp") || Number.NaN)) ?? null;
    return [{ dedupeKey, payload: JSON.stringify({ sentAt, body }) }];
  },

  parse(payload, { origin, settings, receivedAt }) {
    const { sentAt, body: given } = object(payload);
    const body = object(given);
    if (origin === null || settings.accountId === undefined) return NOTHING;
    const place: Place = { origin, account: settings.accountId };
    const account = externalId(object(body["account"])["id"]);
    if (account !== undefined && account !== place.account) {
      throw new AccountDiffers("the connection is another account's");
    }
    const at = time(body["updated_at"]) ?? time(sentAt) ?? receivedAt;
    switch (body["event"]) {
      case "message_created":
        return ofMessage(place, body, at, false);
      case "message_updated":
        return ofMessage(place, body, at, true);
      case "conversation_created":
        return ofConversation(place, body, at, "created");
      case "conversation_updated":
        return ofConversation(place, body, at, "updated");
      case "conversation_status_changed":
        return ofConversation(place, body, at, "status");
      case "contact_created":
      case "contact_updated":
        return ofContact(place, body, at);
      default:
        return NOTHING;
    }
  },
};

/** null when it is of a kind we do not have, or does not say whose it is. */
function threadOf(place: Place, conversation: Json, inbox: Json): Thread | null {
  const link = object(conversation["contact_inbox"]);
  const account = accountOf(place, {
    id: conversation["inbox_id"] ?? inbox["id"],
    name: inbox["name"],
    channel: conversation["channel"] ?? object(conversation["meta"])["channel"],
  });
  const id = externalId(conversation["id"]);
  const source = externalId(link["source_id"]);
  if (!account || !id || !source) return null;
  const contact =
    externalId(link["contact_id"]) ?? externalId(object(object(conversation["meta"])["sender"])["id"]);
  return {
    place,
    account,
    person: { accountKey: account.accountKey, externalId: source },
    conversation: id,
    contact: contact ?? null,
  };
}

function ofMessage(place: Place, body: Json, at: number, revised: boolean): Parsed {
  const conversation = object(body["conversation"]);
  const thread = threadOf(place, conversation, object(body["inbox"]));
  if (!thread) return NOTHING;
  const createdAt = time(body["created_at"]) ?? at;
  return {
    accounts: [thread.account],
    items: [
      ...threadItems(thread, createdAt),
      ...profileItems(thread, conversation, createdAt),
      ...messageItems(thread, body, revised ? at : createdAt, revised),
    ],
  };
}

function ofConversation(
  place: Place,
  body: Json,
  at: number,
  what: "created" | "updated" | "status",
): Parsed {
  const thread = threadOf(place, body, object(body["inbox"]));
  if (!thread) return NOTHING;
  const { person, conversation, account } = thread;
  const state = stateOf(body["status"]);
  const changedAt = what === "status" ? (changeTime(body) ?? at) : at;
  const items: InboundItem[] = threadItems(thread, at).map((item) =>
    item.kind === "thread" && what === "created" ? { ...item, opened: true } : item,
  );
  items.push(...profileItems(thread, body, at));
  if (state && what !== "updated") {
    const change = what === "status" ? `${place.account}/${conversation}/${changedAt}/${state}` : null;
    items.push({ kind: "state", person, state, at: changedAt, change });
  }
  return { accounts: [account], items };
}

/** When the change was made: `changed_attributes` holds what the record's time became. */
function changeTime(body: Json): number | undefined {
  for (const entry of list(body["changed_attributes"])) {
    const changed = time(object(object(entry)["updated_at"])["current_value"]);
    if (changed !== undefined) return changed;
  }
  return undefined;
}

function profileItems(thread: Thread, conversation: Json, at: number): InboundItem[] {
  const profile = profileOf(object(object(conversation["meta"])["sender"]));
  return Object.keys(profile).length === 0 ? [] : [{ kind: "profile", of: thread.person, at, profile }];
}

/** A contact's channels are told by newer versions only; the others are learnt from its conversations. */
function ofContact(place: Place, body: Json, at: number): Parsed {
  const contact = externalId(body["id"]);
  if (contact === undefined) return NOTHING;
  const externalContact = `${place.account}/${contact}`;
  const profile = profileOf(body);
  const people = contactPeople(place, body);
  return {
    accounts: people.map(({ account }) => account),
    items: [
      ...people.flatMap(({ person }): InboundItem[] => [
        { kind: "same", person, externalContact, at },
        { kind: "profile", of: person, at, profile },
      ]),
      { kind: "profile", of: { externalContact }, at, profile },
    ],
  };
}

/** Who a Chatwoot contact is in each of its inboxes. */
export function contactPeople(
  place: Place,
  contact: Json,
): { account: Account; person: { accountKey: string; externalId: string } }[] {
  return list(contact["contact_inboxes"]).flatMap((entry) => {
    const link = object(entry);
    const inbox = object(link["inbox"]);
    const account = accountOf(place, {
      id: inbox["id"] ?? link["inbox_id"],
      name: inbox["name"],
      channel: inbox["channel_type"],
    });
    const source = externalId(link["source_id"]);
    return account && source
      ? [{ account, person: { accountKey: account.accountKey, externalId: source } }]
      : [];
  });
}
