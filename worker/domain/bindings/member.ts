import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { recordBinding } from "./record.ts";

const p = sql.placeholder;

/** Member numbers that did not come from a page, and so are not a page's to change; contacts (ids in JSON). */
const selectHolders = prepare<{ contacts: string }, { contactId: string; memberNo: string }>(sql`
  select c.id as "contactId", c.member_no as "memberNo" from json_each(${p("contacts")}) j join contact c on c.id = j.value
  where c.member_no is not null and (
    select source from contact_value where contact_id = c.id and field = 'member_no' order by at desc, id desc limit 1)
    is not 'pixel'`);

/** Which contacts have a member number by somebody else's word. */
export async function readHolders(db: Database, tasks: readonly Task[]): Promise<Map<string, string>> {
  const contacts = new Set(tasksOf(tasks, "member").map(({ target }) => target.contactId));
  if (contacts.size === 0) return new Map();
  const statement = selectHolders({ contacts: JSON.stringify([...contacts]) });
  const [result] = await db.read([statement]);
  return new Map(
    (result ? statement.decode(result) : []).map(({ contactId, memberNo }) => [contactId, memberNo]),
  );
}

/**
 * Website customers are the members the shop signed that they are. A number that another verified source
 * gave is another person's word against it: it stays.
 */
export function bindMembers(now: number, tasks: readonly Task[], holders: Map<string, string>): Statement[] {
  return tasksOf(tasks, "member").flatMap(({ item: { memberNo, at }, target: { contactId } }) => {
    const held = holders.get(contactId);
    if (held !== undefined && held !== memberNo) return [];
    return recordBinding(now, {
      contactId,
      kind: "social",
      state: "bound",
      how: "pixel",
      memberNo,
      at,
      by: "customer",
    });
  });
}
