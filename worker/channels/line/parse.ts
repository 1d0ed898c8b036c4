import type { Account, InboundItem, Person } from "../../domain/inbound/item.ts";
import type { Arrival } from "../../domain/inbound/store.ts";
import type { Channel } from "../channel.ts";
import { digest, externalId, type Json, milliseconds, object, present, text } from "../read.ts";
import { readContent } from "./content.ts";
import { contentSource } from "./send.ts";
import { lineVerifier } from "./verify.ts";

/** https://developers.line.biz/en/reference/messaging-api/#webhooks */
export const line: Channel = {
  verifier: lineVerifier,
  inbox: null,
  profileJob: "line.profile",

  async split(body) {
    const { destination, events } = object(body);
    if (!Array.isArray(events)) return null;
    return Promise.all(events.map((event) => arrival(destination, event)));
  },

  async mediaOf({ providerId, type, content }, connection) {
    const accessToken = connection.credentials.accessToken;
    const isKept = ["image", "video", "audio", "file"].includes(type) && content["provider"] !== "external";
    if (!isKept || accessToken === undefined) return null;
    return contentSource({ apiBase: connection.settings.apiBase, accessToken }, providerId);
  },

  parse(payload, { receivedAt }) {
    const { destination, event } = object(payload);
    const accountKey = externalId(destination);
    if (!accountKey) return { accounts: [], items: [] };
    const account: Account = { accountKey, kind: "line", accountId: accountKey, name: "LINE", only: true };
    return { accounts: [account], items: readEvent(accountKey, object(event), receivedAt) };
  },
};

async function arrival(destination: unknown, event: unknown): Promise<Arrival> {
  const payload = JSON.stringify({ destination, event });
  const dedupeKey = externalId(object(event)["webhookEventId"]);
  return { dedupeKey: dedupeKey ?? `sha256:${await digest(new TextEncoder().encode(payload))}`, payload };
}

/** What a button of ours asks for, by the data it carries. */
const PAGES = { "alongside:phone": "phone", "alongside:card": "card" } as const;

function asked(person: Person, at: number, event: Json): InboundItem[] {
  const data = text(object(event["postback"])["data"], 1000) ?? "";
  const replyToken = text(event["replyToken"], 255);
  if (replyToken === undefined || !Object.hasOwn(PAGES, data)) return [];
  return [{ kind: "ask", person, at, page: PAGES[data as keyof typeof PAGES], replyToken }];
}

/** Only what a single user does makes a contact: what is said in groups and rooms stays there. */
function readEvent(accountKey: string, event: Json, receivedAt: number): InboundItem[] {
  const source = object(event["source"]);
  const userId = externalId(source["userId"]);
  if (source["type"] !== "user" || !userId) return [];
  const person: Person = { accountKey, externalId: userId };
  const at = milliseconds(event["timestamp"]) ?? receivedAt;
  const type = text(event["type"], 100) ?? "";
  const unknown: InboundItem = { kind: "unknown", person, at, type };

  switch (type) {
    case "message": {
      const message = object(event["message"]);
      const providerId = externalId(message["id"]);
      if (!providerId) return [unknown];
      const sender = { kind: "customer" as const, name: null };
      return [{ kind: "message", person, providerId, sender, at, ...readContent(message) }];
    }
    case "unsend": {
      const providerId = externalId(object(event["unsend"])["messageId"]);
      return providerId ? [{ kind: "unsend", person, providerId, at }] : [unknown];
    }
    case "follow":
      return [{ kind: "follow", person, at, unblocked: object(event["follow"])["isUnblocked"] === true }];
    case "unfollow":
      return [{ kind: "unfollow", person, at }];
    case "postback": {
      const postback = object(event["postback"]);
      const { date, time, datetime } = object(postback["params"]);
      const data = present({
        label: text(postback["data"], 1000) ?? text(datetime ?? date ?? time, 50),
        data: text(postback["data"], 1000),
        date: text(date, 50),
        time: text(time, 50),
        datetime: text(datetime, 50),
      });
      return [{ kind: "postback", person, at, data }, ...asked(person, at, event)];
    }
    default:
      return [unknown];
  }
}
