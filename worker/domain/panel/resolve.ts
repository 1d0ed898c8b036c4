import { type SQL, sql } from "drizzle-orm";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";

const p = sql.placeholder;

/** What fills the placeholders of `resolved`. */
export interface RefValues extends Record<string, unknown> {
  inbox: string;
  origin: string;
  account: string;
  conversation: string;
  channelAccount: string | null;
  externalId: string | null;
  /** How a connection to this inbox names the identity's channel account. */
  accountKey: string | null;
}

export function refValues(ref: ConversationRef): RefValues {
  const { inbox, origin, account, conversation, identity } = ref;
  return {
    inbox,
    origin,
    account,
    conversation,
    channelAccount: identity?.channelAccount ?? null,
    externalId: identity?.externalId ?? null,
    accountKey: identity ? `${account}/${identity.channelAccount}` : null,
  };
}

/** Whom an id is of, or was: of several who had the same number one after another nobody is certain. */
const goesBy = sql`
  select id from contact where external_id = ${p("externalId")}
  union select contact_id from contact_alias where external_id = ${p("externalId")} and until is null`;

const shownHere = sql`contact c join channel ch on ch.id = c.channel_id
  where c.id in (${goesBy}) and (
    ch.account_id = ${p("channelAccount")} or exists (
      select 1 from channel_route r join connection n on n.id = r.connection_id
      where n.origin = ${p("origin")} and r.account_key = ${p("accountKey")} and r.channel_id = ch.id))`;

/** Two channels that could both be meant are no certainty: then nobody is. */
const byIdentity = sql`
  select case when count(*) = 1 then min(c.id) end as contact_id
  from ${shownHere} and c.deleted_at is null`;

const link = sql`l.inbox = ${p("inbox")} and l.origin = ${p("origin")} and l.account = ${p("account")}
  and l.conversation = ${p("conversation")}`;

/** An inbox this workspace has to do with: its connected Chatwoot account, or a page that may frame the panel. */
const knownInbox = sql`(
  exists (
    select 1 from connection n where n.kind = 'chatwoot' and n.origin = ${p("origin")} and (
      n.settings ->> '$.accountId' = ${p("account")} or exists (
        select 1 from channel_route r where r.connection_id = n.id
          and substr(r.account_key, 1, length(${p("account")}) + 1) = ${p("account")} || '/'))) or
  exists (
    select 1 from setting s join json_each(s.value) j where s.name = 'widgetOrigins' and j.value = ${p("origin")}))`;

/** A webhook's word stands above the page's; a page that shows an id stands above what others showed. */
const found = sql`
  select l.contact_id as linked, l.author_id, l.at, case
    when l.method in ('webhook', 'backfill') then l.method
    when i.contact_id is not null then 'page'
    when l.method = 'pin' or ${p("externalId")} is null then l.method
  end as method, case when l.method in ('webhook', 'backfill') then null else i.contact_id end as shown,
  l.method = 'page' as learnt
  from (${byIdentity}) i left join inbox_link l on ${link}`;

/**
 * The common table `resolved` (contact_id, method, author_id, at, is_new) of a statement about one host
 * conversation: the one contact it certainly is, or no row. A webhook or a backfill told us; else the
 * channel's own id on the page; else an earlier page, when this one shows no id; else a member pinned
 * it. Contacts that are deleted never resolve.
 *
 * `is_new` is 1 when the page knows what no link says yet, and its inbox is one to keep links of: a page of
 * anywhere could say to be any conversation.
 */
export const resolved: SQL = sql`
  resolved as materialized (
    select c.id as contact_id, f.method,
      case when f.shown is null or (f.learnt and f.shown = f.linked) then f.author_id end as author_id,
      case when f.shown is null or (f.learnt and f.shown = f.linked) then f.at end as at,
      f.shown is not null and (f.linked is null or (f.learnt and f.shown <> f.linked)) and ${knownInbox} as is_new
    from (${found}) f join contact c on c.id = coalesce(f.shown, f.linked) and c.deleted_at is null
    where f.method is not null)`;

/** The ids of deleted contacts whose conversation this is: linked with it, or shown by the page. */
export const deletedHere: SQL = sql`
  select c.id from inbox_link l join contact c on c.id = l.contact_id and c.deleted_at is not null where ${link}
  union select c.id from ${shownHere} and c.deleted_at is not null`;
