import { type SQL, sql } from "drizzle-orm";

/**
 * SQL that is 1 when a contact's thread may lack something, else 0. LINE reports no agents' replies,
 * unless a host inbox such as Chatwoot delivers the account too. Chatwoot reports everything from the
 * moment it is connected: what was before is missing until a backfill is through, unless we saw the
 * conversation begin.
 */
export const historyIncomplete = (contactId: SQL, channelId: SQL): SQL => sql`(
  select max(
    case k.kind
      when 'line' then not exists (
        select 1 from channel_route o join connection i on i.id = o.connection_id
        where o.channel_id = r.channel_id and i.kind = 'chatwoot' and i.state <> 'disabled')
      when 'chatwoot' then not exists (
          select 1 from job j where j.key = 'chatwoot.backfill/' || k.id and j.state = 'done')
        and not exists (
          select 1 from event e where e.contact_id = ${contactId} and e.kind = 'conversation.created')
      else 0 end)
  from channel_route r join connection k on k.id = r.connection_id where r.channel_id = ${channelId})`;
