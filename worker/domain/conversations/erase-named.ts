import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { Erased } from "./erase.ts";
import { eventKey, messageKey } from "./withheld.ts";

/** So many that 100,000 take seconds, so few that none of the calls is felt. */
const AT_ONCE = 250;

const p = sql.placeholder;

const selectMessages = prepare<
  { conversationId: string },
  { seq: number; channelId: string; providerId: string }
>(sql`
  select seq, channel_id as "channelId", provider_id as "providerId" from message
  where conversation_id = ${p("conversationId")} limit ${sql.raw(String(AT_ONCE))}`);

const selectEvents = prepare<{ contactId: string }, { id: string; dedupeKey: string | null }>(sql`
  select id, dedupe_key as "dedupeKey" from event
  where contact_id = ${p("contactId")} limit ${sql.raw(String(AT_ONCE))}`);

/** What is erased and comes again, late or by a backfill, must not be stored anew. */
const withhold = prepare<{ keys: string; now: number }>(sql`
  insert into withheld (key, at) select value, ${p("now")} from json_each(${p("keys")}) where true on conflict do nothing`);

const forgetUnsent = prepare<{ rows: string }>(sql`
  delete from unsent_message where (channel_id, provider_id) in (
    select value ->> 'channelId', value ->> 'providerId' from json_each(${p("rows")}))`);
const forgetStatuses = prepare<{ rows: string }>(sql`
  delete from message_status where (channel_id, provider_id) in (
    select value ->> 'channelId', value ->> 'providerId' from json_each(${p("rows")}))`);
const selectAliases = prepare<{ rows: string }, { channelId: string; providerId: string }>(sql`
  select a.channel_id as "channelId", a.alias as "providerId" from json_each(${p("rows")}) j
  join message_alias a on a.channel_id = j.value ->> 'channelId' and a.provider_id = j.value ->> 'providerId'`);
const forgetAliases = prepare<{ rows: string }>(sql`
  delete from message_alias where (channel_id, provider_id) in (
    select value ->> 'channelId', value ->> 'providerId' from json_each(${p("rows")}))`);
const deleteMessages = prepare<{ rows: string }>(sql`
  delete from message where seq in (select value ->> 'seq' from json_each(${p("rows")}))`);
const deleteEvents = prepare<{ rows: string }>(sql`
  delete from event where id in (select value ->> 'id' from json_each(${p("rows")}))`);

/** @returns whether there may be more */
export async function eraseMessages(db: Database, now: number, { conversationId }: Erased): Promise<boolean> {
  const statement = selectMessages({ conversationId });
  const [result] = await db.read([statement]);
  const found = result ? statement.decode(result) : [];
  if (found.length === 0) return false;
  const rows = JSON.stringify(found);
  const aliases = selectAliases({ rows });
  const [called] = await db.read([aliases]);
  const names = [...found, ...(called ? aliases.decode(called) : [])];
  const keys = JSON.stringify(names.map(({ channelId, providerId }) => messageKey(channelId, providerId)));
  await db.write([
    withhold({ keys, now }),
    ...[forgetUnsent, forgetStatuses, forgetAliases, deleteMessages].map((statement) => statement({ rows })),
  ]);
  return true;
}

/** @returns whether there may be more */
export async function eraseEvents(db: Database, now: number, { contactId }: Erased): Promise<boolean> {
  const statement = selectEvents({ contactId });
  const [result] = await db.read([statement]);
  const found = result ? statement.decode(result) : [];
  if (found.length === 0) return false;
  const keys = found.flatMap(({ dedupeKey }) => (dedupeKey === null ? [] : [eventKey(dedupeKey)]));
  await db.write([
    withhold({ keys: JSON.stringify(keys), now }),
    deleteEvents({ rows: JSON.stringify(found) }),
  ]);
  return true;
}
