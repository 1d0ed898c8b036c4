import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { scrubUnsent } from "../relay/scrub.ts";
import { isBlocked } from "./blocked.ts";
import { dropEdit, editArrived } from "./edits.ts";
import { type Named, nameMessages } from "./named.ts";
import { isWithheld, messageKey } from "./withheld.ts";

const p = sql.placeholder;

/** Stored under the name the provider gave it since. */
const isNamed = sql`exists (
  select 1 from message_alias a
  where a.channel_id = j.value ->> 'channelId' and a.alias = j.value ->> 'providerId')`;

const isStored = sql`(exists (
  select 1 from message m
  where m.channel_id = j.value ->> 'channelId' and m.provider_id = j.value ->> 'providerId') or ${isNamed})`;

/** What a blocked customer wrote: those that are neither stored nor withheld already. */
const fromBlocked = sql`
  from json_each(${p("messages")}) j
  join conversation v on v.id = j.value ->> 'conversationId'
  where j.value ->> 'senderKind' = 'customer' and ${isBlocked(sql`v.contact_id`)}
    and not ${isStored} and not ${isWithheld(sql`j.value ->> 'key'`)}`;

const countBlocked = prepare<{ messages: string }>(sql`
  update contact set blocked_messages = blocked_messages + n.fresh
  from (select v.contact_id as id, count(*) as fresh ${fromBlocked} group by 1) n where contact.id = n.id`);

/** Withheld for good: nobody is shown later, by a backfill, what was written while the switch was off. */
const withhold = prepare<{ messages: string; now: number }>(sql`
  insert into withheld (key, at) select j.value ->> 'key', ${p("now")} ${fromBlocked}`);

/** Before the messages are stored: what is not there yet counts. */
const count = prepare<{ messages: string }>(sql`
  update conversation set message_count = message_count + n.fresh,
    last_message_at = max(coalesce(last_message_at, 0), n.at)
  from (
    select j.value ->> 'conversationId' as id, max(j.value ->> 'at') as at,
      sum(not ${isStored}) as fresh
    from json_each(${p("messages")}) j where not ${isWithheld(sql`j.value ->> 'key'`)} group by 1) n
  where conversation.id = n.id`);

/**
 * One that was taken back before it arrived is stored without what it said. Of a message that some app
 * sent, the inbox behind that app may know which person wrote it.
 */
const insert = prepare<{ messages: string; now: number }>(sql`
  insert into message (id, conversation_id, channel_id, provider_id, sender_kind, sender_name, type, text,
    content, at, received_at, unsent_at)
  select j.value ->> 'id', j.value ->> 'conversationId', j.value ->> 'channelId', j.value ->> 'providerId',
    j.value ->> 'senderKind', j.value ->> 'senderName', j.value ->> 'type',
    case when u.at is null then j.value ->> 'text' end,
    case when u.at is null then j.value ->> 'content' else '{}' end,
    j.value ->> 'at', ${p("now")}, u.at
  from json_each(${p("messages")}) j
  left join unsent_message u on u.channel_id = j.value ->> 'channelId' and u.provider_id = j.value ->> 'providerId'
  where not ${isWithheld(sql`j.value ->> 'key'`)} and not ${isNamed}
  on conflict (channel_id, provider_id) do update
    set sender_kind = excluded.sender_kind, sender_name = excluded.sender_name
    where message.sender_kind = 'bot' and excluded.sender_kind = 'agent'`);

/** What was edited stands as the channel's own edit left it. */
const revise = prepare<{ revised: string }>(sql`
  update message set text = j.value ->> 'text', content = j.value ->> 'content'
  from json_each(${p("revised")}) j
  where message.channel_id = j.value ->> 'channelId' and message.provider_id = j.value ->> 'providerId'
    and message.unsent_at is null and message.edited_at is null
    and not (message.sender_kind = 'customer' and exists (
      select 1 from conversation v where v.id = message.conversation_id and ${isBlocked(sql`v.contact_id`)}))`);

const remember = prepare<{ channelId: string; providerId: string; at: number }>(sql`
  insert into unsent_message (channel_id, provider_id, at)
  values (${p("channelId")}, ${p("providerId")}, ${p("at")})
  on conflict do update set at = min(at, excluded.at)`);

const blank = prepare<{ channelId: string; providerId: string }>(sql`
  update message set text = null, content = '{}', edited_at = null, edit_id = null, unsent_at = u.at
  from unsent_message u
  where message.channel_id = ${p("channelId")} and message.provider_id = ${p("providerId")}
    and u.channel_id = message.channel_id and u.provider_id = message.provider_id`);

/** An event that could not be processed is the only place left that may still hold what it said. */
const scrub = prepare<{ connectionId: string; quotedId: string }>(sql`
  update inbound_event set payload = '{}'
  where connection_id = ${p("connectionId")} and error is not null and instr(payload, ${p("quotedId")}) > 0`);

/**
 * A message is one row by its channel and the provider's id, however often and whichever way it came.
 * The batch itself decides whether its sender is blocked.
 */
export function storeMessages(now: number, tasks: readonly Task[]): Statement[] {
  const rows = new Map<string, Record<string, unknown>>();
  const revised = new Map<string, Record<string, unknown>>();
  const named = new Map<string, Named>();
  for (const { item, target } of tasksOf(tasks, "message")) {
    const key = `${target.channelId} ${item.providerId}`;
    const row = {
      id: newId(now),
      key: messageKey(target.channelId, item.providerId),
      conversationId: target.conversationId,
      channelId: target.channelId,
      providerId: item.providerId,
      senderKind: item.sender.kind,
      senderName: item.sender.name,
      type: item.type,
      text: item.text,
      content: JSON.stringify(item.content),
      at: item.at,
    };
    const before = rows.get(key);
    const knowsWho = before?.["senderKind"] === "bot" && item.sender.kind === "agent";
    rows.set(key, before ? { ...before, ...(knowsWho ? senderOf(row) : {}) } : row);
    if (item.revised) revised.set(key, row);
    const { calledBefore } = item;
    if (calledBefore !== undefined) named.set(key, { ...row, calledBefore });
  }
  if (rows.size === 0) return [];
  const messages = JSON.stringify([...rows.values()]);
  return [
    countBlocked({ messages }),
    withhold({ messages, now }),
    ...nameMessages([...named.values()]),
    count({ messages }),
    insert({ messages, now }),
    ...editArrived(messages),
    ...(revised.size > 0 ? [revise({ revised: JSON.stringify([...revised.values()]) })] : []),
  ];
}

const senderOf = ({ senderKind, senderName }: { senderKind: string; senderName: string | null }) => ({
  senderKind,
  senderName,
});

/** Takes what a message said out of storage, for good: should it arrive again, it stays blank. */
export function unsendMessages(now: number, tasks: readonly Task[]): Statement[] {
  return tasksOf(tasks, "unsend").flatMap(({ item, target, delivery }) => {
    const { at, calledBefore } = item;
    const { channelId } = target;
    return [item.providerId, ...(calledBefore === undefined ? [] : [calledBefore])].flatMap((providerId) => [
      remember({ channelId, providerId, at }),
      blank({ channelId, providerId }),
      dropEdit({ channelId, providerId }),
      scrub({ connectionId: delivery.connectionId, quotedId: JSON.stringify(providerId) }),
      scrubUnsent(now, delivery.connectionId, providerId),
    ]);
  });
}
