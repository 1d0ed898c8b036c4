import { sql } from "drizzle-orm";
import {
  ConversationDelete,
  type DeletionItem,
  RESTORABLE_MS,
} from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { unindexContactName } from "../contacts/name-index.ts";
import { enqueueJob } from "../enqueue.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import {
  previewDeletion,
  receiptJson,
  type ReceiptValues,
  requireSeen,
  selectDeletionJson,
} from "./deletion.ts";

const p = sql.placeholder;

export const ERASE = "conversation.erase";
export const eraseKey = (deletionId: string): string => `${ERASE}/${deletionId}`;

const insertDeletion = prepare<ReceiptValues & { contactId: string }>(sql`
  insert into deletion (id, contact_id, conversation_id, requested_by, requested_at, erase_at, receipt)
  select ${p("deletionId")}, c.id, v.id, coalesce(${actingMember}, 'system'), ${p("now")}, ${p("eraseAt")},
    ${receiptJson}
  from contact c join conversation v on v.contact_id = c.id where c.id = ${p("contactId")}`);

const markContact = prepare<{ contactId: string; now: number }>(sql`
  update contact set deleted_at = ${p("now")} where id = ${p("contactId")}`);
const markConversation = prepare<{ contactId: string; now: number }>(sql`
  update conversation set deleted_at = ${p("now")} where contact_id = ${p("contactId")}`);

const ofContact = sql`conversation_id = (select id from conversation where contact_id = ${p("contactId")})`;
const endLinks = prepare<{ contactId: string }>(sql`delete from export_link where ${ofContact}`);
const stopMails = prepare<{ contactId: string }>(sql`
  update mail set state = 'failed', error = 'conversation_deleted' where ${ofContact} and state = 'waiting'`);

/**
 * Takes a conversation with its contact off every list, search, export and API. For a day it can be
 * brought back, then it is erased. Whoever was deleted and writes again is a new contact.
 *
 * @throws {Failure} NOT_CONFIRMED, NOT_FOUND; STALE (facts: the new counts) when it is not what was seen
 */
export const deleteConversation = writeVerb({
  name: "conversations.delete",
  permission: "conversation:delete",
  input: ConversationDelete,
  async run(ctx, input): Promise<DeletionItem> {
    const { contactId, seen } = input;
    const { now } = ctx;
    const deletionId = newId(now);
    const eraseAt = now + RESTORABLE_MS;
    const onServer = ctx.db.compact === undefined ? 1 : 0;
    const stale = new Failure("STALE");
    try {
      return await write<DeletionItem>(ctx, {
        input,
        target: contactId,
        detail: { deletionId },
        refused: { version_fresh: stale },
        statements: [
          requireContact({ contactId }),
          requireSeen({ contactId, seen }),
          insertDeletion({ deletionId, contactId, now, eraseAt, onServer }),
          ...recordEvent(now, contactId, "conversation.deleted", {}),
          ...unindexContactName(contactId),
          endLinks({ contactId }),
          stopMails({ contactId }),
          markContact({ contactId, now }),
          markConversation({ contactId, now }),
          enqueueJob(now, {
            kind: ERASE,
            key: eraseKey(deletionId),
            payload: { deletionId },
            runAt: eraseAt,
          }),
        ],
        result: selectDeletionJson({ deletionId }),
        outlasting: true,
      });
    } catch (error) {
      if (error !== stale) throw error;
      const { counts } = await previewDeletion(ctx, { contactId });
      throw new Failure("STALE", { facts: { ...counts }, cause: error });
    }
  },
});
