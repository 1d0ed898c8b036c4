import { sql } from "drizzle-orm";
import { type DeletionItem, DeletionRef } from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember } from "../guards.ts";
import { writeVerb } from "../verb.ts";
import { selectDeletionJson } from "./deletion.ts";

const p = sql.placeholder;

/** Nobody renames a deleted contact, so the name read before is the one to be found by. */
const selectDeleted = prepare<{ deletionId: string }, { contactId: string; name: string | null }>(sql`
  select c.id as "contactId", c.name from deletion d join contact c on c.id = d.contact_id
  where d.id = ${p("deletionId")}`);

/** Nobody else brought it back, erasing has not begun, and nobody living stands in its place. */
const requireDeleted = prepare<{ deletionId: string }>(sql`
  update guard set (target_found, version_fresh, condition_met) = (
    select d.restored_at is null, d.erase_started_at is null, not exists (
      select 1 from contact l where l.channel_id = c.channel_id and l.external_id = c.external_id
        and l.deleted_at is null and l.id <> c.id)
    from deletion d join contact c on c.id = d.contact_id and c.deleted_at is not null where d.id = ${p("deletionId")}
    union all select 0, 1, 1 limit 1)`);

const markRestored = prepare<{ deletionId: string; now: number }>(sql`
  update deletion set restored_at = ${p("now")}, restored_by = ${actingMember} where id = ${p("deletionId")}`);
const bringContact = prepare<{ contactId: string }>(sql`
  update contact set deleted_at = null where id = ${p("contactId")}`);
const bringConversation = prepare<{ contactId: string }>(sql`
  update conversation set deleted_at = null where contact_id = ${p("contactId")}`);

/**
 * Brings a deleted conversation back, whole, as long as it is not being erased.
 *
 * When the customer wrote again meanwhile, two conversations of one address would live side by side: it
 * is refused, and the person decides which one goes (docs/decisions/0007).
 *
 * @throws {Failure} NOT_FOUND, ERASED, CAME_BACK
 */
export const restoreConversation = writeVerb({
  name: "conversations.restore",
  permission: "conversation:delete",
  input: DeletionRef,
  async run(ctx, input): Promise<DeletionItem> {
    const { deletionId } = input;
    const { now } = ctx;
    const { rows } = await read(ctx, [selectDeleted({ deletionId }), selectDeletionJson({ deletionId })]);
    const [[found], [deletion]] = rows;
    if (!found) throw new Failure(deletion ? "ERASED" : "NOT_FOUND");
    const { contactId, name } = found;
    return write<DeletionItem>(ctx, {
      input,
      target: contactId,
      detail: { deletionId },
      refused: { version_fresh: new Failure("ERASED"), condition_met: new Failure("CAME_BACK") },
      statements: [
        requireDeleted({ deletionId }),
        markRestored({ deletionId, now }),
        bringContact({ contactId }),
        bringConversation({ contactId }),
        ...indexContactName({ contactId, name }),
        ...recordEvent(now, contactId, "conversation.restored", {}),
      ],
      result: selectDeletionJson({ deletionId }),
    });
  },
});
