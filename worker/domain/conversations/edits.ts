import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { isBlocked } from "./blocked.ts";
import { isWithheld, messageKey } from "./withheld.ts";

const p = sql.placeholder;

/** SQL that is 1 when an edit is newer than the one a message shows. */
const isNewer = sql`(message.edited_at is null or message.edited_at < e.at
  or (message.edited_at = e.at and message.edit_id < e.edit_id))`;

const edits = sql`(
  select value ->> 'channelId' as channel_id, value ->> 'providerId' as provider_id,
    value ->> 'conversationId' as conversation_id, value ->> 'contactId' as contact_id, value ->> 'text' as text,
    value ->> 'at' as at, value ->> 'editId' as edit_id, value ->> 'key' as key
  from json_each(${p("edits")})) e`;

const apply = prepare<{ edits: string }>(sql`
  update message set text = e.text, edited_at = e.at, edit_id = e.edit_id from ${edits}
  where message.channel_id = e.channel_id and message.provider_id = e.provider_id and message.unsent_at is null
    and ${isNewer} and not (message.sender_kind = 'customer' and ${isBlocked(sql`e.contact_id`)})`);

/** For a message that may still come. */
const keep = prepare<{ edits: string }>(sql`
  insert into message_edit (channel_id, provider_id, conversation_id, edit_id, text, at)
  select e.channel_id, e.provider_id, e.conversation_id, e.edit_id, e.text, e.at from ${edits}
  where not exists (select 1 from message m where m.channel_id = e.channel_id and m.provider_id = e.provider_id)
    and not exists (select 1 from unsent_message u where u.channel_id = e.channel_id and u.provider_id = e.provider_id)
    and not ${isWithheld(sql`e.key`)} and not ${isBlocked(sql`e.contact_id`)}
  on conflict (channel_id, provider_id) do update set edit_id = excluded.edit_id, text = excluded.text, at = excluded.at
  where excluded.at > message_edit.at
    or (excluded.at = message_edit.at and excluded.edit_id > message_edit.edit_id)`);

const applyKept = prepare<{ messages: string }>(sql`
  update message set text = e.text, edited_at = e.at, edit_id = e.edit_id
  from json_each(${p("messages")}) j join message_edit e
    on e.channel_id = j.value ->> 'channelId' and e.provider_id = j.value ->> 'providerId'
  where message.channel_id = e.channel_id and message.provider_id = e.provider_id and message.unsent_at is null
    and ${isNewer}`);

const dropKept = prepare<{ messages: string }>(sql`
  delete from message_edit where (channel_id, provider_id) in (
    select m.channel_id, m.provider_id from json_each(${p("messages")}) j
    join message m on m.channel_id = j.value ->> 'channelId' and m.provider_id = j.value ->> 'providerId')`);

/** What a message said that was taken back is kept nowhere. */
export const dropEdit = prepare<{ channelId: string; providerId: string }>(sql`
  delete from message_edit where channel_id = ${p("channelId")} and provider_id = ${p("providerId")}`);

/** Messages that just arrived say what they were edited to before. */
export const editArrived = (messages: string): Statement[] => [
  applyKept({ messages }),
  dropKept({ messages }),
];

/** The newest edit of a message counts, whether or not the message is there yet. */
export function storeEdits(tasks: readonly Task[]): Statement[] {
  const newest = new Map<string, { at: number; editId: string } & Record<string, unknown>>();
  for (const { item, target } of tasksOf(tasks, "edit")) {
    const { channelId, conversationId, contactId } = target;
    const { providerId, editId, at, text } = item;
    const key = messageKey(channelId, providerId);
    const before = newest.get(key);
    if (before && (before.at > at || (before.at === at && before.editId >= editId))) continue;
    newest.set(key, { key, channelId, providerId, conversationId, contactId, editId, at, text });
  }
  if (newest.size === 0) return [];
  const rows = JSON.stringify([...newest.values()]);
  return [apply({ edits: rows }), keep({ edits: rows })];
}
