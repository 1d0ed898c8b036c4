import { type SQL, sql } from "drizzle-orm";
import { matchingOn, SAME } from "./matches.ts";

/** Shown at a time; the next come when these are answered. */
const SUGGESTED = 5;
/** Looked at of each kind: a number that a thousand contacts share says nothing of anybody. */
const LOOKED_AT = 20;

const found = (customerId: SQL, matched: string, rank: number, same: SQL, on: SQL): SQL => sql`
  select * from (
    select o.id, o.customer_id, o.seq, ${sql.raw(`'${matched}'`)} as matched, ${sql.raw(String(rank))} as rank
    from contact m join contact o on ${same}
    where ${on} and m.customer_id = ${customerId} and m.deleted_at is null
      and o.customer_id <> ${customerId} and o.deleted_at is null and not exists (
        select 1 from told_apart t join contact x on x.id = t.other_id
        where t.contact_id = o.id and x.customer_id = ${customerId})
    limit ${sql.raw(String(LOOKED_AT))})`;

const all = (customerId: SQL): SQL => sql`
  select id, customer_id, matched, min(rank * 1000000000000 + seq) as first from (
    ${found(customerId, "member_no", 0, SAME.member_no, sql`1`)}
    union all ${found(customerId, "phone", 1, SAME.phone, matchingOn("phone"))}
    union all ${found(customerId, "email", 2, SAME.email, matchingOn("email"))})
  group by customer_id order by first limit ${sql.raw(String(SUGGESTED))}`;

/**
 * Other customers who may be the same person, as PersonSuggestion in JSON, one contact of each: the same member
 * number first, then what the workspace matches by. Never by a name, and none whom a member told apart.
 */
export const suggestionsOf = (customerId: SQL): SQL => sql`
  select json_object('contactId', c.id, 'kind', h.kind, 'account', h.name, 'name', c.name,
    'externalId', c.external_id, 'matched', f.matched) as item
  from (${all(customerId)}) f join contact c on c.id = f.id join channel h on h.id = c.channel_id order by f.first`;

/** Names who is suggested, for what an open panel is compared with. */
export const suggestedKey = (customerId: SQL): SQL => sql`
  coalesce((select group_concat(id || matched) from (${all(customerId)})), '')`;
