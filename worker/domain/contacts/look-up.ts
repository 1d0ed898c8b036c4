import { sql } from "drizzle-orm";
import { candidateJson } from "./candidate.ts";

const p = sql.placeholder;

/** Contacts, as candidates in JSON, newest first. A phone may be any of the JSON array `phones`. */
export const byPhone = sql`
  select ${candidateJson} as item
  from json_each(${p("phones")}) j cross join contact c join channel ch on ch.id = c.channel_id
  where c.phone = j.value and c.deleted_at is null order by c.seq desc limit 200`;

/** By the whole email in any case; `email` is in lower case. */
export const byEmail = sql`
  select ${candidateJson} as item from contact c join channel ch on ch.id = c.channel_id
  where lower(c.email) = ${p("email")} and c.deleted_at is null order by c.seq desc limit 20`;

/** By the whole id in the channel, member number or id of ours. */
export const byId = sql`
  select ${candidateJson} as item from (
    select seq from contact where external_id = ${p("text")}
    union select seq from contact where member_no = ${p("text")}
    union select seq from contact where id = ${p("text")}
  ) f join contact c on c.seq = f.seq join channel ch on ch.id = c.channel_id
  where c.deleted_at is null order by c.seq desc limit 20`;

/** By the name index; what comes is to be compared with `nameMatches`. */
export const byName = sql`
  select ${candidateJson} as item
  from (select rowid from contact_name where contact_name match ${p("match")} order by rowid desc limit 40) f
  cross join contact c on c.seq = f.rowid join channel ch on ch.id = c.channel_id
  where c.deleted_at is null order by c.seq desc`;

/** A `match` that no name has, for texts that leave nothing to search names for. */
export const NO_NAME = 'terms : "␀"';
