const AT_ONCE = 500;

/** Rows of a table by a condition, a bounded number at a time. */
const some = (table: string, where: string, key = "rowid"): string =>
  `delete from ${table} where (${key}) in (select ${key} from ${table} where ${where} limit ${AT_ONCE})`;

const ofContact = "contact_id = :contactId";

/** The ids of everything under a contact that a write may have been about. */
const targets = `select :contactId union all select :conversationId
  union all select id from note where ${ofContact}
  union all select id from attribute_value where ${ofContact}
  union all select id from binding where ${ofContact}
  union all select id from omo_binding where ${ofContact}
  union all select id from mail where conversation_id = :conversationId`;

/** A value that stands alone in a JSON text, of somebody who has one. */
const speaksOf = (column: string): string =>
  `(${column} is not null and instr(inbound_event.payload, json_quote(${column})) > 0)`;

/** A number that somebody else has had too, and perhaps has now. */
const othersToo = (alias: string): string => `(exists (
  select 1 from contact_alias o where o.channel_id = ${alias}.channel_id and o.external_id = ${alias}.external_id
    and o.contact_id <> ${alias}.contact_id)
  or exists (select 1 from contact o where o.external_id = ${alias}.external_id and o.channel_id = ${alias}.channel_id
    and o.id <> ${alias}.contact_id))`;

/**
 * Statements that take the rest of a contact away, each run until it changes nothing. What others are
 * found by stands before it: answers are found by the notes they are about. `:name` is of `Erased`.
 */
export const ERASE_ROWS: readonly string[] = [
  some("operation", `target in (${targets})`, "id"),
  // What another system's call about many was answered with holds the id of each.
  `update operation set result = replace(result, :contactId, '') where id in (
    select id from operation where kept_until is not null and instr(result, :contactId) > 0 limit ${AT_ONCE})`,
  // An event nobody could process keeps what it said: the last place of an arrival's text.
  `update inbound_event set payload = '{}' where seq in (
    select inbound_event.seq from inbound_event join contact c on c.id = :contactId
    where inbound_event.error is not null and inbound_event.payload <> '{}' and inbound_event.connection_id in (
        select connection_id from channel_route where channel_id = c.channel_id)
      and (${["c.external_id", "c.name", "c.email", "c.phone"].map(speaksOf).join(" or ")}
        or exists (select 1 from contact_alias a where a.contact_id = c.id and ${speaksOf("a.external_id")}
          and not ${othersToo("a")}))
    limit ${AT_ONCE})`,
  // What goes to an inbox behind us: the job has cut out their part, and what it could not read goes whole.
  `update relay_post set body = '', headers = '[]', state = 'withheld' where seq in (
    select p.seq from relay_post p join contact c on c.id = :contactId
    where p.state in ('waiting', 'parked') and p.connection_id in (
        select connection_id from channel_route where channel_id = c.channel_id)
      and (instr(p.body, json_quote(c.external_id)) > 0 or exists (
        select 1 from contact_alias a where a.contact_id = c.id and instr(p.body, json_quote(a.external_id)) > 0
          and not ${othersToo("a")}))
    limit ${AT_ONCE})`,
  some("job", "(instr(payload, :contactId) > 0 or instr(payload, :conversationId) > 0)"),
  some("webhook_event", `${ofContact} and type <> 'contact.deleted'`, "seq"),
  // Other systems are still to hear that they have to delete theirs, by an id that says nothing any more.
  `update webhook_event set contact_id = null where seq in (
    select seq from webhook_event where ${ofContact} limit ${AT_ONCE})`,
  some("mail", "conversation_id = :conversationId"),
  some("pixel_event", `visitor_id in (select id from visitor where ${ofContact})`),
  some("visitor", ofContact, "id"),
  ...["tagging", "contact_value", "attribute_value", "note", "binding", "omo_binding", "phone_proof"].map(
    (table) => some(table, ofContact),
  ),
  some("message_reaction", ofContact, "channel_id, provider_id, side"),
  some("identity_record", ofContact),
  // Why somebody else was joined to them may say who they were.
  `update identity_record set reason = null where id in (
    select id from identity_record where with_contact_id = :contactId and reason is not null limit ${AT_ONCE})`,
  `delete from contact_tag where ${ofContact}`,
  some("message_edit", "conversation_id = :conversationId", "channel_id, provider_id"),
  some("message_status", ofContact, "channel_id, provider_id"),
  `delete from contact_alias where ${ofContact}`,
  `delete from website_presence where ${ofContact}`,
];
