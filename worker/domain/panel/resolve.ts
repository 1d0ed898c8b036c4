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

const link = sql`
  select contact_id, method, author_id, at from inbox_link
  where inbox = ${p("inbox")} and origin = ${p("origin")} and account = ${p("account")}
    and conversation = ${p("conversation")}`;

/** Two channels that could both be meant are no certainty: then nobody is. */
const byIdentity = sql`
  select contact_id from (
    select min(c.id) as contact_id, count(*) as found from contact c join channel ch on ch.id = c.channel_id
    where c.external_id = ${p("externalId")} and c.deleted_at is null and (
      ch.account_id = ${p("channelAccount")} or exists (
        select 1 from channel_route r join connection n on n.id = r.connection_id
        where n.origin = ${p("origin")} and r.account_key = ${p("accountKey")} and r.channel_id = ch.id))
  ) where found = 1`;

/**
 * Common tables of a statement about one host conversation: `link`, the row that is there, and
 * `resolved` (contact_id, method, author_id, at, is_new), the one contact it certainly is, or none. A
 * webhook or a backfill told us; else the channel's own id on the page; else an earlier page, when
 * this one shows no id; else a member pinned it. Contacts that are deleted never resolve.
 *
 * `is_new` is 1 when the page knows what no link says yet.
 */
export const resolved: SQL = sql`
  link as (${link}),
  resolved as materialized (
    select r.contact_id, r.method, r.author_id, r.at, r.is_new from (
      select 1 as place, contact_id, method, author_id, at, 0 as is_new from link
      where method in ('webhook', 'backfill')
      union all
      select 2, i.contact_id, 'page', l.author_id, l.at,
        l.contact_id is null and not exists (select 1 from link where method <> 'page')
      from (${byIdentity}) i left join link l on l.contact_id = i.contact_id and l.method = 'page'
      union all
      select 3, contact_id, method, author_id, at, 0 from link
      where method = 'pin' or (method = 'page' and ${p("externalId")} is null)
    ) r join contact c on c.id = r.contact_id and c.deleted_at is null
    order by r.place limit 1)`;
