import { sql } from "drizzle-orm";
import { CUSTOMER_CONTACTS_MAX, CustomersMerge, type Merged } from "../../../shared/schemas/customers.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { type Evidence, joinContacts } from "./join.ts";
import { haveInCommon } from "./matches.ts";
import { seenOf } from "./seen.ts";
import { fitsTogether } from "./tie.ts";

const p = sql.placeholder;

type Pair = { contactId: string; otherId: string };

const pair = sql`contact me join contact other on other.id = ${p("otherId")} and other.deleted_at is null
  where me.id = ${p("contactId")} and me.deleted_at is null`;

const requirePair = prepare<Pair & { seen: string }>(sql`
  update guard set (target_found, version_fresh, condition_met) = (
    select count(*), coalesce(max(${seenOf(sql`me`)} || '|' || ${seenOf(sql`other`)} = ${p("seen")}
        and me.customer_id <> other.customer_id), 1),
      coalesce(max(${fitsTogether(sql`me.customer_id`, sql`other.customer_id`)}), 1)
    from ${pair})`);

/** What was agreed to is so. */
const requireMatch = prepare<Pair & { matched: string }>(sql`
  update guard set version_fresh = version_fresh and exists (
    select 1 from ${pair} and ${haveInCommon(sql`me.customer_id`, sql`other.customer_id`, sql`${p("matched")}`)})`);

const result = prepare<{ recordId: string }, { result: string }>(sql`
  select json_object('recordId', id, 'customerId', customer_id) as result from identity_record
  where id = ${p("recordId")}`);

/**
 * A member says that two customers are one person. The contacts of the one that is merged move to the other;
 * what each contact has stays its own, so `customers.unmerge` gives everything back.
 *
 * @throws {Failure} NOT_FOUND; STALE when either side is not what the member saw, or they are one already;
 *   LIMIT_REACHED with `max`; INVALID_INPUT with the field `reason`, which a key need not give
 */
export const mergeCustomers = writeVerb({
  name: "customers.merge",
  permission: "customer:merge",
  input: CustomersMerge,
  run(ctx, input): Promise<Merged> {
    const { contactId, otherId, seen, matched, reason } = input;
    const byKey = ctx.actor.kind === "key";
    if (matched === null && reason === "" && !byKey) throw new Failure("INVALID_INPUT", { field: "reason" });
    const recordId = newId(ctx.now);
    const byHand: Evidence = matched === null ? { kind: "hand" } : { kind: "suggestion", matched };
    const evidence: Evidence = byKey ? { kind: "api" } : byHand;
    return write<Merged>(ctx, {
      input,
      target: contactId,
      // The reason is in the record: it may say who they are, and the audit outlasts them.
      detail: { otherId, recordId, ...(matched === null ? {} : { matched }) },
      refused: { condition_met: new Failure("LIMIT_REACHED", { facts: { max: CUSTOMER_CONTACTS_MAX } }) },
      statements: [
        requirePair({ contactId, otherId, seen }),
        ...(matched === null ? [] : [requireMatch({ contactId, otherId, matched })]),
        ...joinContacts(ctx.now, {
          recordId,
          contactId,
          otherId,
          evidence,
          reason: reason === "" ? null : reason,
          by: "member",
        }),
      ],
      result: result({ recordId }),
    });
  },
});
