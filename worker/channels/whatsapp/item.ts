import {
  type InboundItem,
  MESSAGE_STATUSES,
  type MessageStatus,
  type Person,
  type Referral,
} from "../../domain/inbound/item.ts";
import { externalId, httpUrl, type Json, list, milliseconds, object, present, text } from "../read.ts";
import { readContent, readError } from "./content.ts";

/** The customer stopped marketing messages: what was not sent for that reason says so too. */
const STOPPED_MARKETING = "131050";

/** Seconds, as a text or a number. */
export function timeOf(value: unknown): number | undefined {
  const seconds = typeof value === "string" && /^\d{1,12}$/.test(value) ? Number(value) : value;
  return typeof seconds === "number" ? milliseconds(seconds * 1000) : undefined;
}

/** Digits as `wa_id` has them; who is only known by a user name has none. */
const numberOf = (value: unknown): string | undefined => {
  const digits = externalId(value)?.replace(/^\+/, "");
  return digits !== undefined && /^\d{5,20}$/.test(digits) ? digits : undefined;
};

/**
 * The id of a user within the business lasts, so it is the person's; a telephone number may be another
 * person's later, and is theirs alone only where it is all that is known.
 */
export function personOf(accountKey: string, userId: unknown, waId: unknown): Person | null {
  const [id, number] = [externalId(userId), numberOf(waId)];
  if (id !== undefined) return { accountKey, externalId: id, ...(number === undefined ? {} : { number }) };
  return number === undefined ? null : { accountKey, externalId: number, number };
}

/** What `contacts` says of whoever wrote. */
function contactOf(contacts: unknown, message: Json): Json {
  const all = list(contacts).map(object);
  const { from_user_id: userId, from: waId } = message;
  return (
    all.find((contact) => userId !== undefined && contact["user_id"] === userId) ??
    all.find((contact) => waId !== undefined && contact["wa_id"] === waId) ??
    (all.length === 1 && userId === undefined && waId === undefined ? (all[0] ?? {}) : {})
  );
}

/**
 * A message of a customer, or one that was written in the Business app (`byTeam`), and all that comes
 * in the form of a message. What is said in groups makes no contact: nobody there wrote to the team.
 *
 * @param accountKey `phone_number_id`
 */
export function readMessage(
  accountKey: string,
  given: unknown,
  contacts: unknown,
  { receivedAt, byTeam }: { receivedAt: number; byTeam: boolean },
): InboundItem[] {
  const message = object(given);
  if (message["group_id"] !== undefined) return [];
  const contact = byTeam ? {} : contactOf(contacts, message);
  const at = timeOf(message["timestamp"]) ?? receivedAt;
  if (message["type"] === "system") return readSystem(accountKey, message, contact, at);
  const person = byTeam
    ? personOf(accountKey, message["to_user_id"], message["to"])
    : personOf(
        accountKey,
        message["from_user_id"] ?? contact["user_id"],
        message["from"] ?? contact["wa_id"],
      );
  if (!person) return [];
  const providerId = externalId(message["id"]);
  const type = text(message["type"], 50) ?? "";
  const said = providerId === undefined ? null : readSaid(person, type, message, { providerId, at, byTeam });
  return [...(said ?? [{ kind: "unknown", person, at, type }]), ...profileOf(person, contact, at)];
}

function readSaid(
  person: Person,
  type: string,
  message: Json,
  { providerId, at, byTeam }: { providerId: string; at: number; byTeam: boolean },
): InboundItem[] | null {
  const own = object(message[type]);
  const original = externalId(own["original_message_id"]);
  switch (type) {
    case "edit":
      if (original === undefined) return null;
      return [
        {
          kind: "edit",
          person,
          providerId: original,
          editId: providerId,
          at,
          text: readContent(object(own["message"])).text,
          byTeam,
        },
      ];
    case "revoke":
      return original === undefined ? null : [{ kind: "unsend", person, providerId: original, at, byTeam }];
    case "reaction": {
      const to = externalId(own["message_id"]);
      if (to === undefined) return null;
      const side = byTeam ? "team" : "customer";
      return [{ kind: "reaction", person, providerId: to, side, emoji: text(own["emoji"], 50) ?? null, at }];
    }
    default: {
      const sender = { kind: byTeam ? ("agent" as const) : ("customer" as const), name: null };
      return [
        { kind: "message", person, providerId, sender, at, ...readContent(message) },
        ...referral(person, object(message["referral"]), at),
      ];
    }
  }
}

/** An ad they pressed before they wrote. */
function referral(person: Person, given: Json, at: number): InboundItem[] {
  if (Object.keys(given).length === 0) return [];
  const data: Referral = {
    by: "ad",
    ...present({
      title: text(given["headline"], 500),
      ref: text(given["ctwa_clid"], 1000),
      adId: externalId(given["source_id"]),
      url: httpUrl(given["source_url"]),
    }),
  };
  return [{ kind: "referral", person, at, data }];
}

function profileOf(person: Person, contact: Json, at: number): InboundItem[] {
  const profile = object(contact["profile"]);
  const known = present({
    name: text(profile["name"], 200) ?? text(profile["username"], 200),
    phone: person.number === undefined ? undefined : `+${person.number}`,
  });
  return Object.keys(known).length === 0 ? [] : [{ kind: "profile", of: person, at, profile: known }];
}

/** Only its fields count: its sentence has a name in it that the customer chose. */
function readSystem(accountKey: string, message: Json, contact: Json, at: number): InboundItem[] {
  const system = object(message["system"]);
  const waId = system["wa_id"] ?? system["new_wa_id"];
  const was = personOf(accountKey, system["previous_user_id"] ?? message["from_user_id"], message["from"]);
  const becomes = personOf(accountKey, system["user_id"], waId);
  const type = text(system["type"], 50) ?? "";
  const changesIds = ["user_changed_number", "user_changed_user_id", "customer_changed_number"].includes(
    type,
  );
  if (changesIds && was && becomes && was.externalId !== becomes.externalId) {
    return [{ kind: "rename", person: was, becomes, at }, ...profileOf(becomes, {}, at)];
  }
  const person =
    was ?? personOf(accountKey, contact["user_id"], contact["wa_id"]) ?? (changesIds ? becomes : null);
  const providerId = externalId(message["id"]);
  const body = text(system["body"], 1000);
  if (!person) return [];
  if (providerId === undefined || body === undefined)
    return [{ kind: "unknown", person, at, type: type || "system" }];
  return [{ kind: "activity", person, at, text: body, providerId }];
}

const statusOf = (value: unknown): MessageStatus | undefined =>
  MESSAGE_STATUSES.find((status) => status === value);

/** How far a message to a customer has come; that they want none of its kind is their word too. */
export function readStatus(accountKey: string, given: unknown, receivedAt: number): InboundItem[] {
  const told = object(given);
  const providerId = externalId(told["id"]);
  const status = statusOf(told["status"]);
  const at = timeOf(told["timestamp"]) ?? receivedAt;
  const person = personOf(accountKey, told["recipient_user_id"], told["recipient_id"]);
  if (providerId === undefined || status === undefined) {
    const type = `status: ${text(told["status"], 50) ?? ""}`;
    return person ? [{ kind: "unknown", person, at, type }] : [];
  }
  const error = readError(list(told["errors"])[0]);
  const marketing = object(told["pricing"])["category"] === "marketing";
  return [
    {
      kind: "status",
      person,
      accountKey,
      providerId,
      status,
      at,
      ...(error ? { error } : {}),
      ...(marketing ? { marketing: true as const } : {}),
    },
    ...(person && error?.code === STOPPED_MARKETING
      ? [{ kind: "consent" as const, person, at, marketing: false, told: false }]
      : []),
  ];
}

/** What the customer says of marketing messages: `stop`, `resume` or `signup`. */
export function readPreference(accountKey: string, given: unknown, receivedAt: number): InboundItem[] {
  const told = object(given);
  const person = personOf(accountKey, told["user_id"], told["wa_id"]);
  const at = timeOf(told["timestamp"]) ?? receivedAt;
  if (!person) return [];
  const value = text(told["value"], 50) ?? "";
  if (told["category"] !== "marketing_messages" || !["stop", "resume", "signup"].includes(value)) {
    return [{ kind: "unknown", person, at, type: `user_preferences: ${value}` }];
  }
  return [{ kind: "consent", person, at, marketing: value !== "stop", told: true }];
}
