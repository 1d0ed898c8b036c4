import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";

const p = sql.placeholder;

const update = prepare<{ seen: string }>(sql`
  update conversation set
    delivered_until = nullif(max(coalesce(delivered_until, 0), j.value ->> 'delivered'), 0),
    read_until = nullif(max(coalesce(read_until, 0), j.value ->> 'read'), 0)
  from json_each(${p("seen")}) j where conversation.id = j.value ->> 'conversationId'`);

const updateMessage = prepare<{ conversationId: string; providerId: string; at: number }>(sql`
  update conversation set read_message = ${p("providerId")}, read_message_at = ${p("at")}
  where id = ${p("conversationId")} and (read_message_at is null or read_message_at < ${p("at")}
    or (read_message_at = ${p("at")} and read_message < ${p("providerId")}))`);

/** Never moves back, in whichever order it is told. */
export function storeSeen(tasks: readonly Task[]): Statement[] {
  const times = new Map<string, { conversationId: string; delivered: number; read: number }>();
  const messages: Statement[] = [];
  for (const { item, target } of tasksOf(tasks, "seen")) {
    const { conversationId } = target;
    if ("providerId" in item.upTo) {
      messages.push(updateMessage({ conversationId, providerId: item.upTo.providerId, at: item.at }));
      continue;
    }
    const row = times.get(conversationId) ?? { conversationId, delivered: 0, read: 0 };
    times.set(conversationId, { ...row, [item.state]: Math.max(row[item.state], item.upTo.at) });
  }
  return [...(times.size > 0 ? [update({ seen: JSON.stringify([...times.values()]) })] : []), ...messages];
}

/**
 * SQL of what the customer did with a message of the team, by what was told of its conversation: `read`,
 * `delivered` or null. A message that was read was received, and so was all that the team wrote before.
 *
 * @param m the message's table, joined with its conversation `v`
 */
export const seenOf = (m: SQL, v: SQL): SQL => sql`case
  when ${m}.sender_kind = 'customer' then null
  when ${m}.at <= max(coalesce(${v}.read_until, 0), coalesce((select rm.at from message rm
    where rm.channel_id = ${v}.channel_id and rm.provider_id = ${v}.read_message), 0)) then 'read'
  when ${m}.at <= coalesce(${v}.delivered_until, 0) then 'delivered' end`;
