import { sql } from "drizzle-orm";
import { CustomersSplit } from "../../../shared/schemas/customers.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { applyParting } from "./part.ts";
import { takingOut, tiedOf, tiedTo } from "./plan.ts";
import { seenOf } from "./seen.ts";
import { tries } from "./tries.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ contactId: string; seen: string }>(sql`
  update guard set (target_found, version_fresh, condition_met) = (
    select count(*), coalesce(max(${seenOf(sql`c`)} = ${p("seen")}), 1), coalesce(max(exists (
      select 1 from contact o where o.customer_id = c.customer_id and o.id <> c.id and o.deleted_at is null)), 1)
    from contact c where c.id = ${p("contactId")} and c.deleted_at is null)`);

type Split = { contactId: string; customerId: string };

/**
 * A member takes one contact out of its customer, by whatever it came there; all others stay together. It has
 * the customer it began with, or a new one where it shared that from the beginning. No evidence joins it to
 * them by itself again.
 *
 * @throws {Failure} NOT_FOUND; STALE when the customer is not what the member saw; INVALID_INPUT when there is
 *   nobody to take it from
 */
export const splitContact = writeVerb({
  name: "customers.split",
  permission: "customer:merge",
  input: CustomersSplit,
  run: (ctx, input): Promise<Split> => tries(() => split(ctx, input)),
});

async function split(ctx: Ctx, input: { contactId: string; seen: string; reason: string }): Promise<Split> {
  const { contactId, seen, reason } = input;
  const { now } = ctx;
  const { rows } = await read(ctx, tiedTo(contactId));
  const tied = tiedOf(...rows);
  if (!tied) throw new Failure("NOT_FOUND");
  const parting = takingOut(now, tied, contactId);
  const leaveId = newId(now);
  return write<Split>(ctx, {
    input,
    target: contactId,
    detail: { recordId: leaveId },
    statements: [requireSeen({ contactId, seen }), ...applyParting(now, tied, parting, { leaveId, reason })],
    result: answerWith({ contactId, customerId: parting.goes.customerId }),
  });
}
