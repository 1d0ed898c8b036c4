import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { termsOf } from "./terms.ts";

/** Texts that one step takes out. */
const AT_ONCE = 60;

const p = sql.placeholder;

const selectTexts = prepare<{ seq: number }, { kind: string; ref: string; text: string }>(sql`
  select kind, ref, text from search_text where seq = ${p("seq")} limit ${sql.raw(String(AT_ONCE))}`);
/** Once for every row: another runner may have been here. */
const removeTerms = prepare<{ seq: number; terms: string; kind: string; ref: string }>(sql`
  insert into contact_search (contact_search, rowid, terms)
  select 'delete', seq, ${p("terms")} from search_text
  where seq = ${p("seq")} and kind = ${p("kind")} and ref = ${p("ref")}`);
const deleteTexts = prepare<{ seq: number; rows: string }>(sql`
  delete from search_text where seq = ${p("seq")} and (kind, ref) in (
    select value ->> 'kind', value ->> 'ref' from json_each(${p("rows")}))`);
const deleteDue = prepare<{ seq: number }>(sql`delete from search_due where seq = ${p("seq")}`);

const selectErased = "select seq from search_due where kind = 'erased' limit 1";

/**
 * One step of taking contacts that are no more out of the index. Its pages hold the pieces until they are
 * merged (conversations/erase-names.ts).
 *
 * @returns whether there is more
 */
export async function forgetErased(db: Database): Promise<boolean> {
  const [erased] = await db.read([selectErased]);
  if (!erased?.rows[0]) return false;
  const seq = Number(erased.rows[0]["seq"]);
  const statement = selectTexts({ seq });
  const [result] = await db.read([statement]);
  const rows = result ? statement.decode(result) : [];
  const [first] = rows;
  if (!first) {
    await db.write([deleteDue({ seq })]);
    return true;
  }
  const { kind, ref } = first;
  const named = JSON.stringify(rows.map((row) => ({ kind: row.kind, ref: row.ref })));
  const terms = termsOf(rows.map(({ text }) => text).join(" "));
  await db.write([removeTerms({ seq, terms, kind, ref }), deleteTexts({ seq, rows: named })]);
  return true;
}
