import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { type ItemOf, type Task, tasksOf } from "../inbound/plan.ts";
import { isWithheld, messageKey } from "./withheld.ts";

const p = sql.placeholder;

/** How far each goes; nothing goes further than a failure. */
const RANK = { sent: 1, delivered: 2, read: 3, played: 4, failed: 9 } as const;
const TIMES = ["sent_at", "delivered_at", "read_at", "played_at", "failed_at"] as const;

/** When it first was so far. */
const first = (column: string): SQL => {
  const [was, is] = [sql.raw(`message_status.${column}`), sql.raw(`excluded.${column}`)];
  return sql`${sql.raw(column)} = coalesce(min(${was}, ${is}), ${was}, ${is})`;
};

const upsert = prepare<{ rows: string; now: number }>(sql`
  insert into message_status (channel_id, provider_id, contact_id, rank, sent_at, delivered_at, read_at, played_at,
    failed_at, error, updated_at)
  select value ->> 'channelId', value ->> 'providerId', value ->> 'contactId', value ->> 'rank',
    value ->> 'sent_at', value ->> 'delivered_at', value ->> 'read_at', value ->> 'played_at', value ->> 'failed_at',
    value ->> 'error', ${p("now")}
  from json_each(${p("rows")}) where not ${isWithheld(sql`value ->> 'key'`)}
  on conflict (channel_id, provider_id) do update set
    contact_id = coalesce(message_status.contact_id, excluded.contact_id),
    rank = max(message_status.rank, excluded.rank),
    ${sql.join(TIMES.map(first), sql`, `)},
    error = case
      when message_status.error is null or excluded.error is null then coalesce(message_status.error, excluded.error)
      else min(message_status.error, excluded.error) end,
    updated_at = excluded.updated_at`);

interface Told {
  item: ItemOf<"status">;
  channelId: string;
  contactId: string | null;
}

/**
 * How far messages to customers have come, by the provider's name for each: it never goes back, in whichever
 * order it is told, and needs neither the message nor the customer to be known.
 */
export function storeStatuses(
  now: number,
  tasks: readonly Task[],
  loose: readonly Omit<Told, "contactId">[],
): Statement[] {
  const told: Told[] = [
    ...tasksOf(tasks, "status").map(({ item, target: { channelId, contactId } }) => ({
      item,
      channelId,
      contactId,
    })),
    ...loose.map((one) => ({ ...one, contactId: null })),
  ];
  if (told.length === 0) return [];
  const rows = told.map(({ item, channelId, contactId }) => ({
    key: messageKey(channelId, item.providerId),
    channelId,
    providerId: item.providerId,
    contactId,
    rank: RANK[item.status],
    [`${item.status}_at`]: item.at,
    error: item.error ? JSON.stringify(item.error) : null,
  }));
  return [upsert({ rows: JSON.stringify(rows), now })];
}

/**
 * SQL of how far a message has come: `sent` … `failed`, null when the channel told nothing of it.
 *
 * @param m the message's table
 */
export const statusOf = (m: SQL): SQL => sql`(
  select case s.rank when 1 then 'sent' when 2 then 'delivered' when 3 then 'read' when 4 then 'played' else 'failed' end
  from message_status s where s.channel_id = ${m}.channel_id and s.provider_id = ${m}.provider_id)`;

/** For the daily purge: of messages nobody was ever known for. */
export const purgeStatuses = prepare<{ before: number; limit: number }>(sql`
  delete from message_status where (channel_id, provider_id) in (
    select channel_id, provider_id from message_status where contact_id is null and updated_at < ${p("before")}
    limit ${p("limit")})`);
