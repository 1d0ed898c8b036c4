import { type SQL, sql } from "drizzle-orm";
import {
  BEYOND,
  type DeletionItem,
  DeletionPreviewOf,
  type DeletionPreview,
  type DeletionReceipt,
  DeletionRef,
} from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** What goes with the conversation of `contact c` and `conversation v`, as JSON (`DeletionCounts`). */
export const countsJson = sql`json_object(
  'messages', (select count(*) from message where conversation_id = v.id),
  'files', (select count(*) from message where conversation_id = v.id
    and (type in ('image','video','audio','file') or instr(content, '"attachments"') > 0)),
  'notes', (select count(*) from note where contact_id = c.id and deleted_at is null),
  'taggings', (select count(*) from tagging where contact_id = c.id and action = 'apply'),
  'events', (select count(*) from event where contact_id = c.id),
  'values', (select count(*) from contact_value where contact_id = c.id)
    + (select count(*) from attribute_value where contact_id = c.id))`;

const living = sql`contact c join conversation v on v.contact_id = c.id
  where c.id = ${p("contactId")} and c.deleted_at is null`;

const selectCounts = prepare<{ contactId: string }, { counts: string }>(
  sql`select ${countsJson} as counts from ${living}`,
);

/** What the person saw is still what would go. */
export const requireSeen = prepare<{ contactId: string; seen: string }>(sql`
  update guard set version_fresh = (select ${countsJson} from ${living}) is ${p("seen")}`);

/**
 * What deleting a contact's conversation would take with it. The token is the counts themselves:
 * everything that happens to a contact adds a row.
 *
 * @throws {Failure} NOT_FOUND
 */
export const previewDeletion = readVerb({
  name: "conversations.deletionPreview",
  permission: "conversation:delete",
  input: DeletionPreviewOf,
  async run(ctx, { contactId }): Promise<DeletionPreview> {
    const { rows } = await read(ctx, [selectCounts({ contactId })]);
    const token = rows[0][0]?.counts;
    if (token === undefined) throw new Failure("NOT_FOUND");
    return { counts: JSON.parse(token) as DeletionPreview["counts"], token };
  },
});

/** A deletion as JSON, from `deletion d`; `receipt` is JSON in it. */
export const deletionJson = sql`json_object(
  'id', d.id, 'contactId', d.contact_id, 'state', case
    when d.restored_at is not null then 'restored' when d.erased_at is not null then 'erased'
    when d.erase_started_at is not null then 'erasing' else 'deleted' end,
  'requestedAt', d.requested_at,
  'requestedByName', (select name from member where id = d.requested_by),
  'erasedByName', (select name from member where id = d.erased_by),
  'eraseAt', d.erase_at, 'receipt', json(d.receipt))`;

/** The newest deletion of one of these contacts that was not taken back, as JSON; null when there is none. */
export const newestDeletionOf = (contacts: SQL): SQL => sql`(
  select ${deletionJson} from deletion d where d.contact_id in (${contacts}) and d.restored_at is null
  order by d.requested_at desc limit 1)`;

const selectItem = prepare<{ deletionId: string }, { result: string }>(sql`
  select ${deletionJson} as result from deletion d where d.id = ${p("deletionId")}`);

/** What the writes about a deletion answer with. */
export { selectItem as selectDeletionJson };

/**
 * Where a deletion stands, with its receipt.
 *
 * @throws {Failure} NOT_FOUND
 */
export const findDeletion = readVerb({
  name: "conversations.deletion",
  permission: "conversation:delete",
  input: DeletionRef,
  async run(ctx, { deletionId }): Promise<DeletionItem> {
    const { rows } = await read(ctx, [selectItem({ deletionId })]);
    const item = rows[0][0]?.result;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return JSON.parse(item) as DeletionItem;
  },
});

/** A receipt of the contact `c` and conversation `v`, by whoever acts. Holds no personal data. */
export const receiptJson = sql`json_object(
  'deletionId', ${p("deletionId")}, 'counts', json(${countsJson}), 'requestedAt', ${p("now")},
  'requestedBy', coalesce((select member_id from guard), 'system'), 'eraseAt', ${p("eraseAt")},
  'erasedAt', null, 'erasedBy', null,
  'mailsSent', (select count(*) from mail where conversation_id = v.id and state = 'sent'),
  'beyond', (select json_group_array(b.value) from json_each(${sql.raw(`'${JSON.stringify(BEYOND)}'`)}) b
    where case b.value
      when 'host_inbox' then exists (select 1 from inbox_link where contact_id = c.id)
      when 'mails' then exists (select 1 from mail where conversation_id = v.id and state = 'sent')
      when 'shop' then c.member_no is not null
      when 'server_history' then ${p("onServer")}
      else 1 end))`;
export type ReceiptValues = { deletionId: string; now: number; eraseAt: number; onServer: number };
export type { DeletionReceipt };
