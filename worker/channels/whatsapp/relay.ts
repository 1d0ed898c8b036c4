import { metaRelay, signedByApp } from "../meta/relay.ts";
import { externalId, type Json, list, object } from "../read.ts";
import type { Relay } from "../relay.ts";

/** What a change lists of people. */
const LISTS = ["messages", "message_echoes", "statuses", "user_preferences"];

/** What Meta sends again is the same to the byte. */
export const whatsappRelay: Relay = {
  namedByEvents: metaRelay.namedByEvents,

  without(body, isOut) {
    const { entry, ...more } = object(body);
    const entries = list(entry).flatMap((given) => {
      const { changes, ...rest } = object(given);
      const left = list(changes).flatMap((change) => changeLeft(object(change), isOut) ?? []);
      return left.length === 0 ? [] : [{ ...rest, changes: left }];
    });
    return entries.length === 0 ? null : { ...more, entry: entries };
  },

  greeting: () => JSON.stringify({ object: "whatsapp_business_account", entry: [] }),
  sign: signedByApp,
};

/** Of whoever is taken out their name and number go too. */
function changeLeft(change: Json, isOut: (payload: unknown) => boolean): Json | null {
  const { field, value: given } = change;
  const value = object(given);
  const listed = LISTS.filter((key) => Array.isArray(value[key]));
  if (listed.length === 0) return change;
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !listed.includes(key)));
  const left: Json = { ...rest };
  let out = 0;
  for (const key of listed) {
    const all = list(value[key]);
    const stay = all.filter((one) => !isOut({ field, value: { ...rest, [key]: [one] } }));
    out += all.length - stay.length;
    if (stay.length > 0) left[key] = stay;
  }
  if (out === 0) return change;
  if (!listed.some((key) => key in left)) return null;
  if (Array.isArray(value["contacts"])) left["contacts"] = contactsOf(left, listed);
  return { ...change, value: left };
}

const IDS = [
  "from",
  "from_user_id",
  "to",
  "to_user_id",
  "recipient_id",
  "recipient_user_id",
  "wa_id",
  "user_id",
];

function contactsOf(value: Json, listed: readonly string[]): unknown[] {
  const named = new Set(
    listed.flatMap((key) => list(value[key])).flatMap((one) => IDS.map((id) => externalId(object(one)[id]))),
  );
  return list(value["contacts"]).filter((contact) =>
    ["wa_id", "user_id"].some((id) => {
      const known = externalId(object(contact)[id]);
      return known !== undefined && named.has(known);
    }),
  );
}
