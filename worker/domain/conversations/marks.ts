import { type SQL, sql } from "drizzle-orm";
import type { MessageMarks } from "../../../shared/schemas/messages.ts";
import { seenOf } from "./seen.ts";
import { statusOf } from "./statuses.ts";

/**
 * SQL of what became of a message after it was sent, as JSON for `readMarks`. What was told of this very
 * message counts before what was told of all up to a time, unless that goes further.
 *
 * @param m the message's table, joined with its conversation `v`
 */
export const marksOf = (m: SQL, v: SQL): SQL => sql`(
  select json_object(
    'reactions', json(case when ${m}.unsent_at is null then (
      select json_group_array(emoji) from (select r.emoji from message_reaction r
        where r.channel_id = ${m}.channel_id and r.provider_id = ${m}.provider_id and r.emoji is not null
        order by r.side)) else '[]' end),
    'edited', ${m}.edited_at is not null and ${m}.unsent_at is null,
    'status', case when o.own in ('failed', 'played', 'read') then o.own else coalesce(${seenOf(m, v)}, o.own) end)
  from (select ${statusOf(m)} as own) o)`;

/** The JSON of `marksOf`, read. */
export function readMarks(json: string): MessageMarks {
  const { edited, ...rest } = JSON.parse(json) as Omit<MessageMarks, "edited"> & { edited: 0 | 1 };
  return { ...rest, edited: edited === 1 };
}
