import type { InboundItem, Person, Referral } from "../../domain/inbound/item.ts";
import { externalId, httpUrl, type Json, list, milliseconds, object, present, text } from "../read.ts";
import { readContent } from "./content.ts";

/** An event with whom it is about and when it was, UTC ms. */
export interface Happened {
  person: Person;
  at: number;
  /** The page or account did it, not the customer. */
  byTeam: boolean;
}

/** What one of the channels alone has; null for what it does not know either. */
export type ReadOwn = (event: Json, happened: Happened) => InboundItem[] | null;

/** Apps of Meta's own in which people of a team write: the page's inbox, Business Suite. */
const INBOX_APPS = new Set(["263902037430900", "26399849213"]);

/**
 * What an event of Messenger or Instagram says. Without somebody it is about, there is nobody to keep it
 * for.
 */
export function readItem(
  accountKey: string,
  event: Json,
  receivedAt: number,
  readOwn: ReadOwn,
): InboundItem[] {
  const message = object(event["message"]);
  const sender = externalId(object(event["sender"])["id"]);
  const recipient = externalId(object(event["recipient"])["id"]);
  const byTeam = message["is_echo"] === true || sender === accountKey;
  const customer = byTeam ? recipient : sender;
  if (customer === undefined || customer === accountKey) return [];
  const person: Person = { accountKey, externalId: customer };
  const at = timeOf(event["timestamp"]) ?? receivedAt;
  const happened: Happened = { person, at, byTeam };
  const unknown: InboundItem = { kind: "unknown", person, at, type: typeOf(event) };

  if ("message" in event) return readMessage(message, happened) ?? [unknown];
  if ("reaction" in event) return readReaction(object(event["reaction"]), happened) ?? [unknown];
  if ("postback" in event) return readPostback(object(event["postback"]), happened);
  if ("message_edit" in event) return readEdit(object(event["message_edit"]), happened) ?? [unknown];
  if ("referral" in event) return referral(event["referral"], happened);
  return readOwn(event, happened) ?? [unknown];
}

/** Whole milliseconds; in `changes` they come as a text, and in places as seconds. */
export function timeOf(value: unknown): number | undefined {
  const ms = milliseconds(typeof value === "string" ? Number(value || Number.NaN) : value);
  return ms !== undefined && ms < 1e11 ? ms * 1000 : ms;
}

/** What the event is by the one key that is not an address or a time. */
const typeOf = (event: Json): string =>
  text(
    Object.keys(event).find((key) => !["sender", "recipient", "timestamp"].includes(key)),
    100,
  ) ?? "";

function readMessage(message: Json, happened: Happened): InboundItem[] | null {
  const { person, at } = happened;
  const providerId = externalId(message["mid"]);
  if (!providerId) return null;
  if (message["is_deleted"] === true) return [{ kind: "unsend", person, providerId, at }];
  const sender = { kind: senderOf(message, happened), name: null };
  return [
    { kind: "message", person, providerId, sender, at, ...readContent(message) },
    ...(happened.byTeam ? [] : referral(message["referral"], happened)),
  ];
}

/**
 * A person of the team writes in the page's own inbox or an app of Meta's; what another app sent may have
 * been a bot. The inbox behind that app knows better, and its word counts when it comes.
 */
function senderOf(message: Json, { byTeam }: Happened): "customer" | "agent" | "bot" {
  if (!byTeam) return "customer";
  const app = externalId(message["app_id"]);
  return app === undefined || INBOX_APPS.has(app) ? "agent" : "bot";
}

function readReaction(reaction: Json, { person, at, byTeam }: Happened): InboundItem[] | null {
  const providerId = externalId(reaction["mid"]);
  if (!providerId) return null;
  const emoji = reaction["action"] === "unreact" ? null : (text(reaction["emoji"], 50) ?? "❤");
  return [{ kind: "reaction", person, providerId, side: byTeam ? "team" : "customer", emoji, at }];
}

/** https://developers.facebook.com/docs/messenger-platform/reference/webhook-events/message-edits */
function readEdit(edit: Json, { person, at }: Happened): InboundItem[] | null {
  const providerId = externalId(edit["mid"]);
  if (!providerId) return null;
  const editId = `${providerId}#${externalId(edit["num_edit"]) ?? at}`;
  return [{ kind: "edit", person, providerId, editId, at, text: text(edit["text"]) ?? null }];
}

function readPostback(postback: Json, happened: Happened): InboundItem[] {
  const { person, at } = happened;
  const payload = text(postback["payload"], 1000);
  const data = present({ label: text(postback["title"], 1000) ?? payload, data: payload });
  return [{ kind: "postback", person, at, data }, ...referral(postback["referral"], happened)];
}

/** An ad they pressed, or a link to the account such as m.me and ig.me; none without either. */
export function referral(given: unknown, { person, at }: Happened): InboundItem[] {
  const from = object(given);
  if (Object.keys(from).length === 0) return [];
  const context = object(from["ads_context_data"]);
  const adId = externalId(from["ad_id"]);
  const data: Referral = {
    by: from["source"] === "ADS" || adId !== undefined ? "ad" : "link",
    ...present({
      title: text(context["ad_title"], 500),
      ref: text(from["ref"], 1000),
      adId,
      url: httpUrl(from["referer_uri"]) ?? httpUrl(context["photo_url"]) ?? httpUrl(context["video_url"]),
    }),
  };
  return [{ kind: "referral", person, at, data }];
}

/** `delivery` and `read`: up to a time, up to a message, or of messages one by one. */
export function seen(state: "delivered" | "read", given: Json, { person, at }: Happened): InboundItem[] {
  const watermark = timeOf(given["watermark"]);
  if (watermark !== undefined) return [{ kind: "seen", person, state, upTo: { at: watermark }, at }];
  const ids = [given["mid"], ...list(given["mids"])].flatMap((mid) => externalId(mid) ?? []);
  return ids.map((providerId) => ({ kind: "seen", person, state, upTo: { providerId }, at }));
}
