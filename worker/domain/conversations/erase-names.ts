import type { Database } from "../../db/database.ts";

/** Pages of the index that one call moves. */
const PAGES = 200;

/** The indexes people are found by. */
const INDEXES = ["contact_name", "contact_search"];

/**
 * One step of rewriting the indexes without what was taken out of it: a contentless FTS5 table keeps
 * deleted text in its pages until they are merged (https://sqlite.org/fts5.html#the_merge_command).
 *
 * @returns whether there is more to do
 */
export async function mergeNames(db: Database): Promise<boolean> {
  for (const index of INDEXES) if (await mergeIndex(db, index)) return true;
  return false;
}

async function mergeIndex(db: Database, index: string): Promise<boolean> {
  const merge = (pages: number) => ({
    sql: `insert into ${index} (${index}, rank) values ('merge', ?)`,
    args: [pages],
  });
  // A negative number begins a merge of the whole index, unless one is under way.
  const changed = "select total_changes() as n";
  const [before, , , after] = await db.write([changed, merge(-PAGES), merge(PAGES), changed]);
  return Number(after?.rows[0]?.["n"]) - Number(before?.rows[0]?.["n"]) >= 4;
}
