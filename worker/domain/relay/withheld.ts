import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { messageKey } from "../conversations/withheld.ts";
import type { Person } from "../inbound/item.ts";

/** Somebody an event is about, and the message it brings or edits. */
export interface Said {
  person: Person;
  /** The provider's id of the message; null when it is none. */
  providerId: string | null;
  /** When it happened, UTC ms. */
  at: number;
  /** The team did it, not the customer. */
  byTeam: boolean;
}

const p = sql.placeholder;

/** Is SQL that is 1 when somebody of that id, or who has it as another of theirs now, is blocked. */
const blockedAs = (id: "externalId" | "number") => sql`(exists (
    select 1 from contact c where c.channel_id = r.channel_id and c.external_id = j.value ->> '$.person.${sql.raw(id)}'
      and c.deleted_at is null and c.blocked_at is not null)
  or exists (
    select 1 from contact_alias a join contact c on c.id = a.contact_id
    where a.channel_id = r.channel_id and a.external_id = j.value ->> '$.person.${sql.raw(id)}' and a.until is null
      and c.deleted_at is null and c.blocked_at is not null))`;

/** A number counts only of somebody not known by the id that lasts: it may have been another's. */
const selectStanding = prepare<
  { connectionId: string; said: string },
  { place: number; channelId: string; blocked: number }
>(sql`
  select j.key as place, r.channel_id as "channelId", ${blockedAs("externalId")} or (
    not exists (select 1 from contact c where c.channel_id = r.channel_id
      and c.external_id = j.value ->> '$.person.externalId' and c.deleted_at is null)
    and ${blockedAs("number")}) as blocked
  from json_each(${p("said")}) j
  join channel_route r on r.connection_id = ${p("connectionId")} and r.account_key = j.value ->> '$.person.accountKey'`);

const selectWithheld = prepare<{ keys: string }, { key: string }>(sql`
  select w.key from json_each(${p("keys")}) j join withheld w on w.key = j.value`);

/**
 * Which of these must not be passed on: what somebody says who is blocked now, and what was withheld when
 * it was processed or was erased since. Asked right before it would go.
 *
 * @returns for each, in their order
 */
export async function mustNotGo(
  db: Database,
  connectionId: string,
  said: readonly Said[],
): Promise<boolean[]> {
  const out = said.map(() => false);
  if (said.length === 0) return out;
  const standing = selectStanding({ connectionId, said: JSON.stringify(said) });
  const [first] = await db.read([standing]);
  // A message may stand in several posts, and its edits beside it.
  const keys = new Map<string, number[]>();
  for (const { place, channelId, blocked } of first ? standing.decode(first) : []) {
    if (blocked === 1) out[place] = true;
    const providerId = said[place]?.providerId;
    if (providerId == null || out[place] === true) continue;
    const key = messageKey(channelId, providerId);
    keys.set(key, [...(keys.get(key) ?? []), place]);
  }
  if (keys.size === 0) return out;
  const withheld = selectWithheld({ keys: JSON.stringify([...keys.keys()]) });
  const [second] = await db.read([withheld]);
  for (const { key } of second ? withheld.decode(second) : []) {
    for (const place of keys.get(key) ?? []) out[place] = true;
  }
  return out;
}
