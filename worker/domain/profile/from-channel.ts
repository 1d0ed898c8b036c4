import { sql } from "drizzle-orm";
import * as v from "valibot";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { newId } from "../id.ts";
import type { Profile } from "../inbound/item.ts";
import { type Fed, feedSearch } from "../search/feed.ts";

const p = sql.placeholder;

/** The value a field has now, and who gave it. */
export interface CurrentValue {
  contactId: string;
  field: string;
  value: string | null;
  source: string;
  at: number;
}

/** The newest value of each field of these contacts (ids in JSON). */
export const selectCurrentValues = prepare<{ contactIds: string }, CurrentValue>(sql`
  select v.contact_id as "contactId", v.field, v.value, v.source, v.at
  from json_each(${p("contactIds")}) j
  join (select 'name' as field union all select 'email' union all select 'phone' union all select 'picture_url') f
  join contact_value v on v.id = (
    select id from contact_value where contact_id = j.value and field = f.field order by at desc, id desc limit 1)`);

/** The workspace's region, for reading phones as its people write them; JSON text. */
export const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

const insertValue = prepare<{
  id: string;
  contactId: string;
  field: string;
  value: string | null;
  at: number;
}>(sql`
  insert into contact_value (id, contact_id, field, value, source, at)
  values (${p("id")}, ${p("contactId")}, ${p("field")}, ${p("value")}, 'channel', ${p("at")})`);

const setOf = (column: "name" | "email" | "phone" | "picture_url") =>
  prepare<{ contactId: string; value: string | null }>(sql`
    update contact set ${sql.raw(column)} = ${p("value")} where id = ${p("contactId")}`);
const SET = {
  name: setOf("name"),
  email: setOf("email"),
  phone: setOf("phone"),
  picture_url: setOf("picture_url"),
};

const recordUpdated = prepare<{ id: string; contactId: string; data: string; at: number }>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at)
  values (${p("id")}, ${p("contactId")}, 'profile.updated', 'system', ${p("data")}, ${p("at")})`);

export interface ProfileUpdate {
  contactId: string;
  profile: Profile;
  /** When the channel knew it so, UTC ms. */
  at: number;
}

/**
 * Takes over what a channel knows of people. A field that somebody else gave a value stays theirs, and
 * an older report never replaces a newer one. Only a value that replaces another is an event.
 * The batch must make sure that `current` still holds.
 */
export function applyProfiles(
  now: number,
  updates: readonly ProfileUpdate[],
  current: readonly CurrentValue[],
  regionSetting: string | null,
): Statement[] {
  const region = asRegion(regionSetting === null ? null : JSON.parse(regionSetting));
  const values = new Map(current.map((value) => [`${value.contactId} ${value.field}`, value]));
  const fed: Fed[] = [];
  const applied = updates.flatMap(({ contactId, profile, at: told }) => {
    // A provider's clock may be ahead of ours, and so of the edits made here.
    const at = Math.min(told, now);
    const statements: Statement[] = [];
    const replaced: string[] = [];
    for (const [field, value] of fieldsOf(profile, (phone) => parsePhone(phone, region))) {
      const key = `${contactId} ${field}`;
      const before = values.get(key);
      if (before && (before.source !== "channel" || before.at > at || before.value === value)) continue;
      if (before) replaced.push(field);
      values.set(key, { contactId, field, value, source: "channel", at });
      statements.push(
        insertValue({ id: newId(now), contactId, field, value, at }),
        SET[field]({ contactId, value }),
        ...(field === "name" ? indexContactName({ contactId, name: value }) : []),
      );
      if (field !== "picture_url") fed.push({ of: contactId, kind: field, value });
    }
    if (replaced.length > 0) {
      const data = JSON.stringify({ fields: replaced });
      statements.push(recordUpdated({ id: newId(now), contactId, data, at }));
    }
    return statements;
  });
  return [...applied, ...feedSearch(now, fed)];
}

const readEmail = (text: string) => {
  const result = v.safeParse(email, text);
  return result.success ? result.output : null;
};

/** The fields that are given and can be read. A phone that cannot be parsed stays as the channel gave it. */
function* fieldsOf(
  { name, email, phone, pictureUrl }: Profile,
  e164: (phone: string) => string | null,
): Generator<[keyof typeof SET, string]> {
  if (name !== undefined) yield ["name", name.normalize("NFC").trim().slice(0, 200)];
  const readable = email === undefined ? null : readEmail(email);
  if (readable !== null) yield ["email", readable];
  if (phone !== undefined) yield ["phone", e164(phone) ?? phone];
  if (pictureUrl !== undefined) yield ["picture_url", pictureUrl];
}
