import type { InboundItem, Parsed } from "../../domain/inbound/item.ts";
import type { Arrival } from "../../domain/inbound/store.ts";
import type { Channel } from "../channel.ts";
import { graphOf } from "../meta/graph.ts";
import { metaHandshake, metaVerifier } from "../meta/verify.ts";
import { digest, externalId, type Json, list, object, present, text } from "../read.ts";
import { readError } from "./content.ts";
import { getMediaUrl } from "./send.ts";
import { readMessage, readPreference, readStatus } from "./item.ts";

/** What a change may list, and how one of it is named among the connection's events. */
const LISTS: Record<string, (one: Json) => (string | undefined)[]> = {
  messages: (one) => [externalId(one["id"])],
  message_echoes: (one) => [externalId(one["id"])],
  statuses: (one) => [externalId(one["id"]), externalId(one["status"]), externalId(one["timestamp"])],
  user_preferences: () => [undefined],
  errors: () => [undefined],
};

/**
 * One app's WhatsApp Business accounts with their numbers. https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks
 */
export const whatsapp: Channel = {
  verifier: metaVerifier,
  handshake: metaHandshake,
  inbox: null,
  profileJob: null,

  async mediaOf({ accountKey, content }, connection) {
    const mediaId = externalId(content["mediaId"]);
    const api = graphOf(connection, accountKey);
    const url = mediaId !== undefined && api ? await getMediaUrl(api, mediaId) : null;
    return url === null || !api ? null : { url, headers: { Authorization: `Bearer ${api.accessToken}` } };
  },

  async split(body) {
    const { object: about, entry } = object(body);
    if (about !== "whatsapp_business_account" || !Array.isArray(entry)) return null;
    return Promise.all(
      entry.flatMap((one) => {
        const { id, changes } = object(one);
        return list(changes).flatMap((change) => arrivalsOf(id, object(change)));
      }),
    );
  },

  parse(payload, { receivedAt }): Parsed {
    const { field, value: given } = object(payload);
    const value = object(given);
    const accountKey = externalId(object(value["metadata"])["phone_number_id"]);
    const name = text(field, 100) ?? "";
    if (accountKey === undefined) return { accounts: [], items: [ofNobody(null, name, value, receivedAt)] };
    const items = readValue(accountKey, name, value, receivedAt);
    return { waitsFor: { accountKey, kind: "whatsapp" }, accounts: [], items };
  },
};

/** Each event in a body of its own, of the same form, with no more than its own part of `contacts`. */
function arrivalsOf(account: unknown, { field, value: given }: Json): Promise<Arrival>[] {
  const value = object(given);
  const found = Object.keys(LISTS).filter((key) => Array.isArray(value[key]));
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !found.includes(key)));
  if (found.length === 0) return [arrival(null, { account, field, value })];
  return found.flatMap((key) =>
    list(value[key]).map((one) => {
      const contacts = present({ contacts: contactsOf(object(one), value["contacts"]) });
      const names = LISTS[key]?.(object(one)) ?? [];
      const named = names.every((name) => name !== undefined) ? `${key}/${names.join("/")}` : null;
      return arrival(named, { account, field, value: { ...rest, ...contacts, [key]: [one] } });
    }),
  );
}

/** One webhook may hold several people: each event is kept with its own. */
function contactsOf(one: Json, contacts: unknown): unknown {
  const all = list(contacts);
  if (all.length <= 1) return contacts;
  const ids = [
    "from",
    "from_user_id",
    "to",
    "to_user_id",
    "recipient_id",
    "recipient_user_id",
    "wa_id",
    "user_id",
  ];
  const own = new Set(ids.flatMap((key) => externalId(one[key]) ?? []));
  return all.filter((entry) =>
    ["wa_id", "user_id"].some((key) => own.has(externalId(object(entry)[key]) ?? "")),
  );
}

async function arrival(name: string | null, event: Json): Promise<Arrival> {
  const payload = JSON.stringify(event);
  return { dedupeKey: name ?? `sha256:${await digest(new TextEncoder().encode(payload))}`, payload };
}

function readValue(accountKey: string, field: string, value: Json, receivedAt: number): InboundItem[] {
  const each = (key: string, read: (one: unknown) => InboundItem[]) => list(value[key]).flatMap(read);
  const { contacts } = value;
  const found = Object.keys(LISTS).filter((key) => key in value);
  if (found.length === 0) return [ofNobody(accountKey, field, value, receivedAt)];
  return [
    ...each("messages", (one) => readMessage(accountKey, one, contacts, { receivedAt, byTeam: false })),
    ...each("message_echoes", (one) => readMessage(accountKey, one, contacts, { receivedAt, byTeam: true })),
    ...each("statuses", (one) => readStatus(accountKey, one, receivedAt)),
    ...each("user_preferences", (one) => readPreference(accountKey, one, receivedAt)),
    ...each("errors", (one) => [
      { kind: "notice", accountKey, notice: "error", data: { ...readError(one) }, at: receivedAt },
    ]),
  ];
}

/** News of the account: a template that was looked through, or of a kind we do not know, kept by its name. */
function ofNobody(accountKey: string | null, field: string, value: Json, at: number): InboundItem {
  if (field !== "message_template_status_update") {
    return { kind: "notice", accountKey, notice: "unknown", data: { field }, at };
  }
  const data = present({
    template: text(value["message_template_name"], 512),
    language: text(value["message_template_language"], 20),
    state: text(value["event"], 50),
    reason: value["reason"] === "NONE" ? undefined : text(value["reason"], 500),
  });
  return { kind: "notice", accountKey, notice: "template", data, at };
}
