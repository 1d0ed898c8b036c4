import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { firstAt } from "./people.ts";
import type { Target } from "./plan.ts";
import type { Alias, Identities } from "./who.ts";

const p = sql.placeholder;

/** A contact with one of the other ids it has. */
type Aliased = Target & { firstAt: number | null; alias: string; since: number; until: number | null };

/** The contacts that have these addresses for another id, `[channelId, externalId][]` in JSON. */
export const selectAliased = prepare<{ addresses: string }, Aliased>(sql`
  select c.id as "contactId", v.id as "conversationId", c.channel_id as "channelId",
    c.external_id as "externalId", c.customer_id as "customerId", c.version, ${firstAt},
    a.external_id as alias, a.since, a.until
  from json_each(${p("addresses")}) j
  join contact_alias a on a.channel_id = j.value ->> 0 and a.external_id = j.value ->> 1
  join contact c on c.id = a.contact_id and c.deleted_at is null
  join conversation v on v.contact_id = c.id
  order by a.contact_id`);

export const targetOf = (row: Target & { firstAt: number | null }): Target & { firstAt: number | null } => {
  const { contactId, conversationId, channelId, externalId, customerId, version } = row;
  return { contactId, conversationId, channelId, externalId, customerId, version, firstAt: row.firstAt };
};

export const aliasOf = ({ channelId, alias, contactId, since, until }: Aliased): Alias => ({
  channelId,
  externalId: alias,
  contactId,
  since,
  until,
});

/** What `aliasesNow` is while nobody changes an id's holders. */
export const snapshotOf = (rows: readonly Aliased[]): string =>
  rows.map(({ contactId, since, until }) => `${contactId} ${since} ${until ?? ""}`).join(",");

/** SQL of the holders an id (`j.value`) has by now, as `snapshotOf` writes them. */
export const aliasesNow = sql`coalesce((
  select group_concat(line, ',') from (
    select a.contact_id || ' ' || a.since || ' ' || coalesce(a.until, '') as line from contact_alias a
    join contact k on k.id = a.contact_id and k.deleted_at is null
    where a.channel_id = j.value ->> 'channelId' and a.external_id = j.value ->> 'externalId'
    order by a.contact_id)), '')`;

const rename = prepare<{ renamed: string }>(sql`
  update contact set external_id = j.value ->> 'externalId'
  from json_each(${p("renamed")}) j where contact.id = j.value ->> 'contactId'`);

/** Two contacts may change ids with each other: none may stand in the other's way meanwhile. */
const makeRoom = prepare<{ renamed: string }>(sql`
  update contact set external_id = contact.id || '/' || contact.external_id
  from json_each(${p("renamed")}) j where contact.id = j.value ->> 'contactId'`);

const upsertAliases = prepare<{ aliases: string }>(sql`
  insert into contact_alias (channel_id, external_id, contact_id, since, until)
  select value ->> 'channelId', value ->> 'externalId', value ->> 'contactId', value ->> 'since', value ->> 'until'
  from json_each(${p("aliases")}) where true
  on conflict (channel_id, external_id, contact_id) do update set since = excluded.since, until = excluded.until`);

/** Only what the channel itself had given as their number, and did not give again since. */
const lost = sql`
  from json_each(${p("lost")}) j join contact c on c.id = j.value ->> 'contactId'
  join contact_value v on v.id = (
    select id from contact_value where contact_id = c.id and field = 'phone' order by at desc, id desc limit 1)
  where v.source = 'channel' and v.at < j.value ->> 'at' and v.value = '+' || (j.value ->> 'number')`;

const insertLost = prepare<{ lost: string }>(sql`
  insert into contact_value (id, contact_id, field, value, source, at)
  select j.value ->> 'id', c.id, 'phone', null, 'channel', j.value ->> 'at' ${lost}`);

const unsetLost = prepare<{ lost: string }>(sql`
  update contact set phone = null from json_each(${p("lost")}) j
  where contact.id = j.value ->> 'contactId'
    and exists (select 1 from contact_value where id = j.value ->> 'id')`);

/** Contacts go by their new ids; before new contacts are made. */
export function renamePeople({ renamed }: Identities): Statement[] {
  if (renamed.length === 0) return [];
  const rows = JSON.stringify(renamed);
  return [makeRoom({ renamed: rows }), rename({ renamed: rows })];
}

/** Which other ids people have; after new contacts were made. */
export const keepAliases = ({ aliases }: Identities): Statement[] =>
  aliases.length === 0 ? [] : [upsertAliases({ aliases: JSON.stringify(aliases) })];

/** A number that is another person's by now is no way to call who had it. */
export function forgetLostNumbers(now: number, { lostNumbers }: Identities): Statement[] {
  if (lostNumbers.length === 0) return [];
  const rows = JSON.stringify(lostNumbers.map((row) => ({ ...row, id: newId(now) })));
  return [insertLost({ lost: rows }), unsetLost({ lost: rows })];
}
