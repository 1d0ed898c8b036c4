import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

/**
 * The Chatwoot connections that know the contact of the placeholder `contactId`: `external` is Chatwoot's
 * id of the contact with its account before it (`3/55`), where a delivery told it; `conversation` one of
 * the contact's conversations there.
 */
export const hostsOf = sql`
  select n.id as "connectionId",
    (select r.evidence ->> 'contact' from identity_record r where r.contact_id = ${p("contactId")}
      and r.evidence ->> 'kind' = 'chatwoot_contact' and r.evidence ->> 'connection' = n.id
      order by r.at desc limit 1) as external,
    max(l.conversation) as conversation
  from inbox_link l join connection n on n.kind = 'chatwoot' and n.state <> 'disabled'
    and n.origin = l.origin and n.settings ->> 'accountId' = l.account
  where l.contact_id = ${p("contactId")} and l.inbox = 'chatwoot' group by n.id`;

const selectHosts = prepare<
  { contactId: string },
  { connectionId: string; external: string | null; conversation: string }
>(hostsOf);

const selectWanted = prepare<{ contactId: string }, { blocked: 0 | 1 }>(sql`
  select blocked_at is not null as blocked from contact where id = ${p("contactId")} and deleted_at is null`);

/** Only while the switch still stands as it did when the host was asked. */
const putStand = prepare<{
  contactId: string;
  blocked: number;
  stand: string | null;
  reason: string | null;
  now: number;
}>(sql`
  update contact set host_block = ${p("stand")}, host_block_reason = ${p("reason")}, version = version + 1,
    updated_at = ${p("now")}
  where id = ${p("contactId")} and (blocked_at is not null) = ${p("blocked")} and deleted_at is null`);

export type Host = { connectionId: string; external: string | null; conversation: string };

/** How the switch stands, and the hosts to tell; null when the contact is gone. */
export async function blockWanted(
  db: Database,
  contactId: string,
): Promise<{ blocked: boolean; hosts: Host[] } | null> {
  const [wanted, hosts] = [selectWanted({ contactId }), selectHosts({ contactId })];
  const [first, second] = await db.read([wanted, hosts]);
  const row = first && wanted.decode(first)[0];
  return row && second ? { blocked: row.blocked === 1, hosts: hosts.decode(second) } : null;
}

/** @returns false when somebody switched meanwhile: nothing is kept, ask again */
export async function keepStand(
  db: Database,
  now: number,
  stand: {
    contactId: string;
    blocked: boolean;
    stand: "waiting" | "blocked" | "open" | "refused" | null;
    reason: string | null;
  },
): Promise<boolean> {
  const [result] = await db.write([putStand({ ...stand, blocked: stand.blocked ? 1 : 0, now })]);
  return result?.rowsAffected === 1;
}
