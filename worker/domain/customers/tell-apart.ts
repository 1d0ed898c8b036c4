import { sql } from "drizzle-orm";
import { CustomersTellApart } from "../../../shared/schemas/customers.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

type Pair = { contactId: string; otherId: string };

const requireTwo = prepare<Pair>(sql`
  update guard set (target_found, version_fresh) = (
    select count(*), coalesce(max(me.customer_id <> other.customer_id), 1)
    from contact me join contact other on other.id = ${p("otherId")} and other.deleted_at is null
    where me.id = ${p("contactId")} and me.deleted_at is null)`);

/** Every two contacts of the two customers, both ways round. */
const pairs = sql`contact me join contact other on other.id = ${p("otherId")}
  join contact x join contact y on (x.customer_id = me.customer_id and y.customer_id = other.customer_id)
    or (x.customer_id = other.customer_id and y.customer_id = me.customer_id)
  where me.id = ${p("contactId")}`;

const insertPairs = prepare<Pair & { now: number }>(sql`
  insert into told_apart (contact_id, other_id, how, author_id, at)
  select x.id, y.id, 'dismissed', ${actingMember}, ${p("now")} from ${pairs} on conflict do nothing`);

/** What was parted stays so: only a word that was given here is taken back. */
const deletePairs = prepare<Pair>(sql`
  delete from told_apart where how = 'dismissed' and (contact_id, other_id) in (select x.id, y.id from ${pairs})`);

/** Panels of both show it. */
const touchBoth = prepare<Pair & { now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where customer_id in (
    select customer_id from contact where id in (${p("contactId")}, ${p("otherId")}))`);

/**
 * A member says that two customers are not one person (不是同一人), or takes that back. It is not suggested
 * again, and no evidence joins them by itself; a member still can.
 *
 * @throws {Failure} NOT_FOUND; STALE when they are one customer
 */
export const tellCustomersApart = writeVerb({
  name: "customers.tellApart",
  permission: "customer:merge",
  input: CustomersTellApart,
  run(ctx, input): Promise<{ apart: boolean }> {
    const { contactId, otherId, apart } = input;
    const pair = { contactId, otherId };
    const { now } = ctx;
    return write<{ apart: boolean }>(ctx, {
      input,
      target: contactId,
      detail: { otherId, apart },
      statements: [
        requireTwo(pair),
        apart ? insertPairs({ ...pair, now }) : deletePairs(pair),
        touchBoth({ ...pair, now }),
      ],
      result: answerWith({ apart }),
    });
  },
});
