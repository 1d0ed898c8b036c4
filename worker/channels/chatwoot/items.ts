import type { ChannelKind } from "../../../shared/channels.ts";
import {
  type Account,
  CONVERSATION_STATES,
  type ConversationState,
  type InboundItem,
  type Person,
  type Profile,
} from "../../domain/inbound/item.ts";
import { externalId, httpUrl, type Json, list, milliseconds, object, present, text } from "../read.ts";

/** Chatwoot's account as one installation knows it. */
export interface Place {
  origin: string;
  account: string;
}

const KINDS: Record<string, ChannelKind> = {
  "Channel::Line": "line",
  "Channel::FacebookPage": "messenger",
  "Channel::Instagram": "instagram",
  "Channel::Whatsapp": "whatsapp",
  "Channel::WebWidget": "website",
  "Channel::Api": "website",
};

/** A Chatwoot inbox as an account of ours; null for kinds we do not have, such as mail. */
export function accountOf(
  { origin, account }: Place,
  inbox: { id: unknown; name: unknown; channel: unknown },
): Account | null {
  const id = externalId(inbox.id);
  const kind = KINDS[text(inbox.channel, 50) ?? ""];
  if (!id || !kind) return null;
  return {
    accountKey: `${account}/${id}`,
    kind,
    accountId: `${origin}/${account}/${id}`,
    name: text(inbox.name, 100) ?? `Chatwoot ${id}`,
    only: false,
  };
}

/** Times come as ISO texts, as seconds, and in places as milliseconds. */
export function time(value: unknown): number | undefined {
  if (typeof value === "string") return milliseconds(Date.parse(value));
  const ms = milliseconds(value);
  return ms !== undefined && ms < 1e11 ? Math.round(Number(value) * 1000) : ms;
}

export const stateOf = (status: unknown): ConversationState | undefined => {
  const named = ["open", "resolved", "pending", "snoozed"];
  const name = typeof status === "number" ? named[status] : status;
  return CONVERSATION_STATES.find((state) => state === name);
};

export function profileOf(contact: Json): Profile {
  return present({
    name: text(contact["name"], 200),
    email: text(contact["email"], 254),
    phone: text(contact["phone_number"], 50),
    pictureUrl: httpUrl(contact["thumbnail"]) ?? httpUrl(contact["avatar"]),
  });
}

/** A conversation and whose it is. */
export interface Thread {
  place: Place;
  account: Account;
  person: Person;
  /** The display id. */
  conversation: string;
  /** Chatwoot's id of the contact; null when it was not told. */
  contact: string | null;
}

/** What a conversation tells by being there: whose it is, and who that person is elsewhere. */
export function threadItems({ place, person, conversation, contact }: Thread, at: number): InboundItem[] {
  const { account } = place;
  return [
    { kind: "thread", person, account, conversation, at, opened: false },
    ...(contact === null
      ? []
      : [{ kind: "same" as const, person, externalContact: `${account}/${contact}`, at }]),
  ];
}

const MESSAGE_TYPES = ["incoming", "outgoing", "activity", "template"] as const;

/**
 * A message of a thread: none for a private note, and none for what we sent through Chatwoot ourselves,
 * which was stored when it was sent.
 */
export function messageItems(thread: Thread, message: Json, at: number, revised: boolean): InboundItem[] {
  const { person, place, account } = thread;
  const id = externalId(message["id"]);
  const type =
    typeof message["message_type"] === "number"
      ? MESSAGE_TYPES[message["message_type"]]
      : message["message_type"];
  if (!id || message["private"] === true || isEcho(message)) return [];
  const own = `${place.origin}#${id}`;
  if (type === "activity") {
    const said = text(message["content"], 1000);
    return said === undefined ? [] : [{ kind: "activity", person, at, text: said, providerId: own }];
  }
  if (type !== "incoming" && type !== "outgoing" && type !== "template") return [];
  // In a channel that is connected directly too, a message goes by the provider's id; one from here gets it late.
  const providerId = (account.kind === "website" ? undefined : externalId(message["source_id"])) ?? own;
  const named = providerId !== own && type !== "incoming" ? { calledBefore: own } : {};
  if (object(message["content_attributes"])["deleted"] === true) {
    return [{ kind: "unsend", person, providerId, at, ...named }];
  }
  return [
    {
      kind: "message",
      person,
      providerId,
      sender: senderOf(type, object(message["sender"])),
      ...contentOf(message),
      at: time(message["created_at"]) ?? at,
      revised,
      ...named,
    },
  ];
}

/** What this product sends through Chatwoot carries this mark, in either place. */
const MARK = "alongside";

function isEcho(message: Json): boolean {
  const source = message["source_id"];
  return (
    (typeof source === "string" && source.startsWith(`${MARK}:`)) ||
    object(message["content_attributes"])[MARK] !== undefined
  );
}

function senderOf(type: "incoming" | "outgoing" | "template", sender: Json) {
  if (type === "incoming") return { kind: "customer" as const, name: null };
  const bot = type === "template" || sender["type"] === "agent_bot";
  return { kind: bot ? ("bot" as const) : ("agent" as const), name: text(sender["name"], 200) ?? null };
}

function contentOf(message: Json): { type: string; text: string | null; content: Json } {
  const attachments = list(message["attachments"]).map((entry) => {
    const attachment = object(entry);
    return present({
      type: text(attachment["file_type"], 50),
      url: httpUrl(attachment["data_url"]),
      previewUrl: httpUrl(attachment["thumb_url"]),
      fileName: text(attachment["file_name"] ?? attachment["fallback_title"], 500),
      fileSize: typeof attachment["file_size"] === "number" ? attachment["file_size"] : undefined,
    });
  });
  const said = text(message["content"]) ?? null;
  const [first] = attachments;
  if (said === null && first)
    return { type: first.type ?? "file", text: null, content: { ...first, attachments } };
  const type = text(message["content_type"], 50) ?? "text";
  return { type, text: said, content: attachments.length > 0 ? { attachments } : {} };
}
