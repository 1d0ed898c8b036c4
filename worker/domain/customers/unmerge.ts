import { sql } from "drizzle-orm";
import { CustomersUnmerge } from "../../../shared/schemas/customers.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { applyParting } from "./part.ts";
import { tiedOf, tiedTo, undoing } from "./plan.ts";
import { tries } from "./tries.ts";

const p = sql.placeholder;

/** A join that moved contacts; what was one already stays one. */
const moved = sql`r.action = 'join' and (r.with_contact_id is not null or r.customer_id <> r.previous_customer_id)`;

const selectContact = prepare<{ recordId: string }, { contactId: string }>(sql`
  select r.contact_id as "contactId" from identity_record r where r.id = ${p("recordId")} and ${moved}`);

/** Whoever made it may take it back without a reason. */
const requireInForce = prepare<{ recordId: string; reason: string }>(sql`
  update guard set (target_found, version_fresh, condition_met) = (
    select count(*), coalesce(max(r.ended_by is null), 1),
      coalesce(max(${p("reason")} <> '' or r.author_id is guard.member_id), 1)
    from identity_record r where r.id = ${p("recordId")} and ${moved})`);

/**
 * Undoes one join, whichever came after it: the contact that came by it leaves, and with it all that other
 * joins tie to it. Each side has the customer it has by the joins that are left, so undoing every join of a
 * person, in whatever order, gives each contact the customer it had before the first. No evidence joins the
 * two sides by itself again.
 *
 * @throws {Failure} NOT_FOUND; STALE when it was undone meanwhile; INVALID_INPUT with the field `reason` when
 *   somebody else made it
 */
export const unmergeCustomers = writeVerb({
  name: "customers.unmerge",
  permission: "customer:merge",
  input: CustomersUnmerge,
  run: (ctx, input): Promise<{ recordId: string }> => tries(() => undo(ctx, input)),
});

async function undo(ctx: Ctx, input: { recordId: string; reason: string }): Promise<{ recordId: string }> {
  const { recordId, reason } = input;
  const { now } = ctx;
  const { rows: found } = await read(ctx, [selectContact({ recordId })]);
  const [record] = found[0];
  if (!record) throw new Failure("NOT_FOUND");
  const { contactId } = record;
  const { rows } = await read(ctx, tiedTo(contactId));
  const tied = tiedOf(...rows);
  if (!tied) throw new Failure("NOT_FOUND");
  const leaveId = newId(now);
  return write<{ recordId: string }>(ctx, {
    input,
    target: contactId,
    detail: { recordId },
    refused: { condition_met: new Failure("INVALID_INPUT", { field: "reason" }) },
    statements: [
      requireInForce({ recordId, reason }),
      ...applyParting(now, tied, undoing(tied, { id: recordId, contactId }), {
        leaveId,
        reason: reason === "" ? null : reason,
      }),
    ],
    result: answerWith({ recordId }),
  });
}
