import { type WebsiteEvent, WebsitePost } from "../../../shared/schemas/website.ts";
import { sha256 } from "../../domain/batch.ts";
import type { Credentials } from "../../domain/connections/credentials.ts";
import { Failure } from "../../domain/failure.ts";
import type { InboundItem, Person } from "../../domain/inbound/item.ts";
import type { Arrival } from "../../domain/inbound/store.ts";
import { readClaim } from "../../domain/pixel/claim.ts";
import { shopLink } from "../../domain/pixel/facts.ts";
import { parse } from "../../domain/verb.ts";
import type { Channel } from "../channel.ts";
import { present } from "../read.ts";
import { websiteVerifier } from "./verify.ts";

/** How far a site's clock may be ahead, ms. */
const AHEAD = 600_000;

/** An event as it is stored: of a member's claim no more than whose number it proved. */
type Stored = WebsiteEvent & {
  /** How long before the post was sent it happened, ms: what counts where the clocks differ. */
  ago: number;
  memberNo?: string;
};

/** The chat of a site, whatever it is made with (docs/website-channel.md). */
export const website: Channel = {
  verifier: websiteVerifier,
  inbox: null,
  profileJob: null,

  /** @throws {Failure} INVALID_INPUT or TOO_LONG, naming the field: nothing of the post is stored then */
  async split(body, { headers, now }, credentials = {}) {
    const { events } = parse(WebsitePost, body);
    const sentAt = Number(headers.get("x-alongside-timestamp")) * 1000;
    return events.map((event, index) => {
      if (event.at > now + AHEAD) throw new Failure("INVALID_INPUT", { field: `events.${index}.at` });
      const memberNo = proven(event, index, credentials, now);
      const ago = Math.max(0, sentAt - event.at);
      return arrival({ ...withoutClaim(event), ago, ...(memberNo === undefined ? {} : { memberNo }) });
    });
  },

  parse(payload, { connectionId, settings, receivedAt }) {
    const event = payload as Stored;
    const person: Person = { accountKey: connectionId, externalId: event.visitor };
    return { accounts: [], items: readEvent(person, event, settings.origins ?? [], receivedAt) };
  },
};

/** The member number a visitor has, when the site signed that they do. */
function proven(
  event: WebsiteEvent,
  index: number,
  { siteKey = "" }: Credentials,
  now: number,
): string | undefined {
  if (event.type !== "visitor" || !event.member) return undefined;
  const claim = readClaim("identify", event.member, siteKey, now);
  if (typeof claim === "string") throw new Failure("INVALID_INPUT", { field: `events.${index}.member` });
  return claim.values[0];
}

function withoutClaim(event: WebsiteEvent): WebsiteEvent {
  if (event.type !== "visitor") return event;
  const { member: _member, ...rest } = event;
  return rest;
}

/** A message is named by its id; what happens to it, and the rest, by all it says. */
function arrival(event: Stored): Arrival {
  const { ago: _ago, ...said } = event;
  const name = event.type === "message" ? event.id : sha256(JSON.stringify(said));
  return { dedupeKey: `${event.type}/${name}`, payload: JSON.stringify(event) };
}

function readEvent(
  person: Person,
  event: Stored,
  origins: readonly string[],
  receivedAt: number,
): InboundItem[] {
  const { at } = event;
  switch (event.type) {
    case "message": {
      const { id: providerId, from, name = null } = event;
      const sender = from === "visitor" ? { kind: "customer" as const, name: null } : { kind: from, name };
      return [{ kind: "message", person, providerId, sender, at, ...contentOf(event) }];
    }
    case "edit": {
      const { id: providerId, text, from } = event;
      const editId = `${providerId}/${at}/${sha256(text)}`;
      return [{ kind: "edit", person, providerId, editId, at, text, byTeam: from !== "visitor" }];
    }
    case "delete":
      return [{ kind: "unsend", person, providerId: event.id, at, byTeam: event.from !== "visitor" }];
    case "visitor": {
      const { name, email, phone, picture: pictureUrl, memberNo } = event;
      return [
        { kind: "profile", of: person, at, profile: filled({ name, email, phone, pictureUrl }) },
        ...(memberNo === undefined ? [] : [{ kind: "member" as const, person, at, memberNo }]),
      ];
    }
    case "page": {
      const here = { url: shopLink(event.url, origins), title: event.title };
      return [{ kind: "presence", person, at: receivedAt - event.ago, page: event.page, here }];
    }
    case "leave":
      return [{ kind: "presence", person, at: receivedAt - event.ago, page: event.page, here: null }];
  }
}

const filled = <T extends Record<string, string | undefined>>(fields: T) =>
  present(Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, value || undefined])));

function contentOf({ text, attachments }: Extract<WebsiteEvent, { type: "message" }>) {
  const files = attachments.map(({ type, url, name, size }) =>
    present({ type, url, fileName: name, fileSize: size }),
  );
  const [first] = files;
  if (!text && first) {
    const more = files.length > 1 ? { attachments: files } : {};
    return { type: String(first.type), text: null, content: { ...first, ...more } };
  }
  return { type: "text", text: text ?? null, content: files.length > 0 ? { attachments: files } : {} };
}
