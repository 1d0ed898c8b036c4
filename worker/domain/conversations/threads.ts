import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";

const p = sql.placeholder;

/** A pin that the channel contradicts: its contact's log says that it is gone. */
const recordUnpinned = prepare<{ threads: string }>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at)
  select j.value ->> 'eventId', l.contact_id, 'conversation.unpinned', 'system',
    json_object('conversation', l.conversation), j.value ->> 'at'
  from json_each(${p("threads")}) j join inbox_link l on l.inbox = j.value ->> 'inbox'
    and l.origin = j.value ->> 'origin' and l.account = j.value ->> 'account'
    and l.conversation = j.value ->> 'conversation'
  where l.method = 'pin' and l.contact_id <> j.value ->> 'contactId'`);

const touchPrevious = prepare<{ threads: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where id in (
    select l.contact_id from json_each(${p("threads")}) j join inbox_link l on l.inbox = j.value ->> 'inbox'
      and l.origin = j.value ->> 'origin' and l.account = j.value ->> 'account'
      and l.conversation = j.value ->> 'conversation'
    where l.contact_id <> j.value ->> 'contactId')`);

/** What the channel says overrules what a page or a person said; the newest webhook overrules all. */
const link = prepare<{ threads: string }>(sql`
  insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at)
  select value ->> 'inbox', value ->> 'origin', value ->> 'account', value ->> 'conversation',
    value ->> 'contactId', value ->> 'method', value ->> 'at'
  from json_each(${p("threads")}) where true
  on conflict (inbox, origin, account, conversation) do update
    set contact_id = excluded.contact_id, method = excluded.method, author_id = null, at = excluded.at
    where inbox_link.method in ('page', 'pin')
      or (excluded.method = 'webhook' and (inbox_link.method = 'backfill' or excluded.at >= inbox_link.at))
      or (excluded.method = 'backfill' and inbox_link.method = 'backfill')`);

/** The state a conversation is in is the newest one told of, by the provider's clock. */
const setState = prepare<{ contactId: string; state: string; at: number }>(sql`
  update conversation set state = ${p("state")}
  where contact_id = ${p("contactId")} and not exists (
    select 1 from event where contact_id = ${p("contactId")} and at > ${p("at")} and kind = 'conversation.state')`);

/** Ties host conversations to the contacts whose they are. */
export function linkThreads(now: number, tasks: readonly Task[]): Statement[] {
  const rows = new Map<string, { at: number } & Record<string, unknown>>();
  for (const { item, target, delivery } of tasksOf(tasks, "thread")) {
    if (!delivery.inbox) continue;
    const { account, conversation, at } = item;
    const { name: inbox, origin } = delivery.inbox;
    const key = JSON.stringify([inbox, origin, account, conversation]);
    if ((rows.get(key)?.at ?? 0) > at) continue;
    const { contactId } = target;
    const { method } = delivery;
    rows.set(key, { inbox, origin, account, conversation, contactId, method, at, eventId: newId(now) });
  }
  if (rows.size === 0) return [];
  const threads = JSON.stringify([...rows.values()]);
  return [recordUnpinned({ threads }), touchPrevious({ threads, now }), link({ threads })];
}

export const setStates = (tasks: readonly Task[]): Statement[] =>
  tasksOf(tasks, "state").map(({ item: { state, at }, target: { contactId } }) =>
    setState({ contactId, state, at }),
  );
