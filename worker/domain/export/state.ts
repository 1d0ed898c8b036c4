import { type SQL, sql } from "drizzle-orm";

/** One `item`: the ExportState of a contact's conversation, JSON. */
export const exportStateOf = (contactId: SQL): SQL => sql`(
  select json_object('lastAt', v.last_exported_at, 'lastByName', x.name,
    'mail', (
      select json_object('id', e.id, 'state', e.state, 'problem', e.error, 'at', coalesce(e.sent_at, e.created_at))
      from mail e where e.conversation_id = v.id order by e.created_at desc limit 1))
  from conversation v left join member x on x.id = v.last_exported_by where v.contact_id = ${contactId})`;
