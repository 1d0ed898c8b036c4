import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { eraseEvents, eraseMessages } from "./erase-named.ts";
import { ERASE_ROWS } from "./erase-rows.ts";
import { forgetErased } from "../search/forget.ts";
import { mergeNames } from "./erase-names.ts";

const p = sql.placeholder;

/** Whose rows go. */
export interface Erased {
  contactId: string;
  conversationId: string;
  customerId: string | null;
}

/** Takes the deletion for erasing: from here on it cannot be brought back. None when there is nothing to erase. */
const begin = prepare<
  { deletionId: string; now: number },
  { contactId: string; conversationId: string; compactedTo: number | null }
>(sql`
  update deletion set erase_started_at = coalesce(erase_started_at, ${p("now")})
  where id = ${p("deletionId")} and restored_at is null and erased_at is null
    and (erase_started_at is not null or erase_at <= ${p("now")})
  returning contact_id as "contactId", conversation_id as "conversationId", compacted_to as "compactedTo"`);

const selectCustomer = prepare<{ contactId: string }, { customerId: string }>(sql`
  select customer_id as "customerId" from contact where id = ${p("contactId")}`);

/** Whose rows a deletion takes, while they are there; null when there is nothing to erase, or not yet. */
export async function erasedContact(db: Database, now: number, deletionId: string): Promise<string | null> {
  const [begun] = await rowsOf(db, begin({ deletionId, now }));
  return begun?.contactId ?? null;
}

/** The contact's own row and what holds nothing but its address. All of it, or none. */
const lastRows = [
  "delete from export_link where conversation_id = :conversationId",
  "delete from inbox_link where contact_id = :contactId",
  "delete from conversation where id = :conversationId",
  "delete from contact where id = :contactId",
  // A customer is the view over its contacts: without any there is nobody.
  "delete from identity_source where customer_id = :customerId and not exists (select 1 from contact where customer_id = :customerId)",
  "delete from customer where id = :customerId and not exists (select 1 from contact where customer_id = :customerId) and not exists (select 1 from identity_record where customer_id = :customerId)",
];

const finish = prepare<{ deletionId: string; now: number }>(sql`
  update deletion set erased_at = ${p("now")}, receipt = json_set(receipt, '$.erasedAt', ${p("now")})
  where id = ${p("deletionId")} and erased_at is null`);

/**
 * Erases a deletion's rows, in steps that are short and may each run twice: a crash loses nothing but
 * the step it was in. `undisturbed` says, between steps, whether to go on.
 *
 * @returns whether it is through
 */
export async function eraseDeleted(
  db: Database,
  deletionId: string,
  now: () => number,
  undisturbed: () => Promise<boolean>,
): Promise<boolean> {
  const [begun] = await rowsOf(db, begin({ deletionId, now: now() }));
  if (!begun) return true;
  const [contact] = await rowsOf(db, selectCustomer(begun), "read");
  const { contactId, conversationId } = begun;
  const erased: Erased = { contactId, conversationId, customerId: contact?.customerId ?? null };
  const steps = [
    () => eraseMessages(db, now(), erased),
    () => eraseEvents(db, now(), erased),
    ...ERASE_ROWS.map((statement) => () => rowsGone(db, statement, erased)),
  ];
  for (const step of steps) {
    while (await step()) if (!(await undisturbed())) return false;
  }
  await db.write(lastRows.map((text) => filled(text, erased)));
  while (await forgetErased(db)) if (!(await undisturbed())) return false;
  while (await mergeNames(db)) if (!(await undisturbed())) return false;
  if (!(await compact(db, deletionId, begun.compactedTo ?? 0, undisturbed))) return false;
  await db.write([finish({ deletionId, now: now() })]);
  return true;
}

const keepCompacted = prepare<{ deletionId: string; page: number }>(sql`
  update deletion set compacted_to = ${p("page")} where id = ${p("deletionId")}`);

/** What is deleted is still in the files, here and there, until they have been gone through. */
async function compact(
  db: Database,
  deletionId: string,
  from: number,
  undisturbed: () => Promise<boolean>,
): Promise<boolean> {
  if (!db.compact) return true;
  for (let page: number | null = from; ;) {
    page = await db.compact(page);
    if (page === null) return true;
    if (await undisturbed()) continue;
    await db.write([keepCompacted({ deletionId, page })]);
    return false;
  }
}

/** `:name` filled from `erased`. */
function filled(text: string, erased: Erased): { sql: string; args: (string | null)[] } {
  const args: (string | null)[] = [];
  const sql = text.replace(/:(contactId|conversationId|customerId)\b/g, (_, name: keyof Erased) => {
    args.push(erased[name]);
    return "?";
  });
  return { sql, args };
}

async function rowsGone(db: Database, text: string, erased: Erased): Promise<boolean> {
  const [result] = await db.write([filled(text, erased)]);
  return (result?.rowsAffected ?? 0) > 0;
}

async function rowsOf<Row>(
  db: Database,
  statement: Statement<Row>,
  mode: "read" | "write" = "write",
): Promise<Row[]> {
  const [result] = await db[mode]([statement]);
  return result ? statement.decode(result) : [];
}
