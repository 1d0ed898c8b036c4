import { sql } from "drizzle-orm";
import { ContactPin } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { type RefValues, refValues, resolved } from "../panel/resolve.ts";
import { writeVerb } from "../verb.ts";
import { recordUnpinned } from "./pinned.ts";

const p = sql.placeholder;

/** What is certain needs no pin, and none may speak against it. */
const requireUncertain = prepare<RefValues>(sql`
  update guard set condition_met = (
    with ${resolved} select not exists (select 1 from resolved where method <> 'pin'))`);

const putPin = prepare<RefValues & { contactId: string; now: number }>(sql`
  insert into inbox_link (inbox, origin, account, conversation, contact_id, method, author_id, at)
  values (${p("inbox")}, ${p("origin")}, ${p("account")}, ${p("conversation")}, ${p("contactId")}, 'pin',
    ${actingMember}, ${p("now")})
  on conflict (inbox, origin, account, conversation) do update
  set contact_id = excluded.contact_id, method = 'pin', author_id = excluded.author_id, at = excluded.at`);

/**
 * A member says whose conversation this is. A pin replaces an earlier pin.
 *
 * @throws {Failure} NOT_FOUND; CONFLICT when the conversation is known with certainty already
 */
export const pinContact = writeVerb({
  name: "contacts.pin",
  permission: "contact:pin",
  input: ContactPin,
  run(ctx, input): Promise<{ contactId: string }> {
    const { contactId, ref } = input;
    const { now } = ctx;
    const values = refValues(ref);
    const data = { inbox: ref.inbox, conversation: ref.conversation };
    return write(ctx, {
      input: { contactId, ref: { ...ref, hints: {} } },
      target: contactId,
      refused: { condition_met: new Failure("CONFLICT") },
      statements: [
        requireContact({ contactId }),
        requireUncertain(values),
        ...recordUnpinned(values, contactId, now),
        putPin({ ...values, contactId, now }),
        ...recordEvent(now, contactId, "conversation.pinned", data),
      ],
      result: answerWith({ contactId }),
    });
  },
});
