import { sql } from "drizzle-orm";
import type { Match } from "../../../shared/schemas/customers.ts";
import type { Statement } from "../../db/statement.ts";
import { applyJoin, insertJoin, type TiedBy } from "./tie.ts";

const p = sql.placeholder;

/** What a join rests on, as it is kept. */
export type Evidence =
  | { kind: "hand" }
  | { kind: "suggestion"; matched: Match }
  /** The API key that says so is the record's author. */
  | { kind: "api" };

const insert = insertJoin<{ contactId: string; otherId: string }>(sql`
  contact me join contact other on other.id = ${p("otherId")} where me.id = ${p("contactId")}`);

/**
 * Somebody says that two contacts are one person: the customer of `otherId`, with every contact it has, comes
 * to the customer of `contactId`. Put it into a write batch with a guard row. Only contacts move, nothing is
 * copied; undone by `customers.unmerge`. Nothing happens when they are one customer already, when one of them is
 * deleted, or when there would be more contacts than a customer may have.
 *
 * @param join `recordId` names it from then on, and is new; `by` says whose word it is
 */
export function joinContacts(
  now: number,
  join: {
    recordId: string;
    contactId: string;
    otherId: string;
    evidence: Evidence;
    reason: string | null;
    by: TiedBy;
  },
): Statement[] {
  const { recordId, contactId, otherId, evidence, reason, by } = join;
  return [
    insert({ recordId, contactId, otherId, evidence: JSON.stringify(evidence), reason, by, now }),
    ...applyJoin(now, recordId, by),
  ];
}
