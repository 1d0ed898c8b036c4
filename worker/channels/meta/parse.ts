import type { ChannelKind } from "../../../shared/channels.ts";
import type { Arrival } from "../../domain/inbound/store.ts";
import type { Channel } from "../channel.ts";
import { readInstagram } from "../instagram/parse.ts";
import { readMessenger } from "../messenger/parse.ts";
import { digest, externalId, type Json, list, object, text } from "../read.ts";
import { readItem } from "./item.ts";
import { metaHandshake, metaVerifier } from "./verify.ts";

/** What a webhook of the app may be about, and the channel that is. */
const OBJECTS: Record<string, Extract<ChannelKind, "messenger" | "instagram">> = {
  page: "messenger",
  instagram: "instagram",
};

const READERS = { messenger: readMessenger, instagram: readInstagram };

/**
 * One app of Meta's, with the pages and Instagram accounts that gave it their messages.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export const meta: Channel = {
  verifier: metaVerifier,
  handshake: metaHandshake,
  inbox: null,
  profileJob: "meta.profile",

  async split(body) {
    const { object: about, entry } = object(body);
    if (!Array.isArray(entry) || !Object.hasOwn(OBJECTS, text(about, 50) ?? "")) return null;
    return Promise.all(
      entry.flatMap((given) => {
        const { id, ...rest } = object(given);
        return eventsOf(rest).map((event) => arrival({ object: about, account: id, event }));
      }),
    );
  },

  parse(payload, { receivedAt }) {
    const { object: about, account, event } = object(payload);
    const kind = OBJECTS[text(about, 50) ?? ""];
    const accountKey = externalId(account);
    if (!kind || !accountKey) return { accounts: [], items: [] };
    const items = readItem(accountKey, object(event), receivedAt, READERS[kind]);
    return { waitsFor: { accountKey, kind }, accounts: [], items };
  },
};

/** What several apps share comes as `standby` to those that may not answer; some fields come as changes. */
function eventsOf({ messaging, standby, changes }: Json): unknown[] {
  const changed = list(changes).map((change) => object(object(change)["value"]));
  return [...list(messaging), ...list(standby), ...changed.filter((value) => "sender" in value)];
}

/** A message is named by its id, beside what happens to it; anything else by all it says. */
async function arrival(stored: { object: unknown; account: unknown; event: unknown }): Promise<Arrival> {
  const payload = JSON.stringify(stored);
  const event = object(stored.event);
  const { mid, is_deleted: isDeleted } = object(event["message"]);
  const id = externalId(mid);
  const account = externalId(stored.account);
  const name = id && account && `${account}/${isDeleted === true ? "unsend" : "message"}/${id}`;
  return { dedupeKey: name ?? `sha256:${await digest(new TextEncoder().encode(payload))}`, payload };
}
