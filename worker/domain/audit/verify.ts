import { sql } from "drizzle-orm";
import type { AuditFault } from "../../../shared/schemas/audit.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { type AuditRow, auditColumns, faultOf } from "./chain.ts";
import type { Anchor } from "./seal.ts";

const AT_ONCE = 1000;

const p = sql.placeholder;

const selectAfter = prepare<{ seq: number }, AuditRow>(sql`
  select ${auditColumns} from audit where seq > ${p("seq")} order by seq limit ${sql.raw(String(AT_ONCE))}`);

export interface Verified {
  rows: number;
  /** The newest row of the chain; 0 while there is none. */
  sealedUpTo: number;
  /** The newest row known outside the database; 0 when none is. */
  anchoredUpTo: number;
  /** The first row that is not as it was written; null for an intact chain. */
  fault: AuditFault | null;
}

/**
 * Goes through the whole audit, oldest first, and compares it with what was remembered of it elsewhere:
 * that finds a chain that was made anew, and one that ends too early.
 *
 * @param anchors oldest first
 */
export async function verifyAudit(db: Database, anchors: AsyncIterable<Anchor>): Promise<Verified> {
  const outside = anchors[Symbol.asyncIterator]();
  let anchor = await outside.next();
  let before: { seq: number; hash: string | null } = { seq: 0, hash: null };
  let rows = 0;
  let sealedUpTo = 0;
  let anchoredUpTo = 0;
  let unsealed = 0;
  const found = (seq: number, kind: AuditFault["kind"]): Verified => ({
    rows,
    sealedUpTo,
    anchoredUpTo,
    fault: { seq, kind },
  });

  for (;;) {
    const statement = selectAfter({ seq: before.seq });
    const [result] = await db.read([statement]);
    const page = result ? statement.decode(result) : [];
    for (const row of page) {
      const seq = Number(row.seq);
      if (seq !== before.seq + 1) return found(before.seq + 1, "missing");
      rows++;
      while (!anchor.done && anchor.value.seq < seq) anchor = await outside.next();
      const anchored = anchor.done || anchor.value.seq !== seq ? null : anchor.value;
      if (anchored) anchoredUpTo = seq;
      if (row.hash === null) {
        // What waits for its seal stands at the end only, and nobody outside has heard of it.
        if (anchored) return found(seq, "unsealed");
        unsealed ||= seq;
      } else {
        if (unsealed > 0) return found(unsealed, "unsealed");
        const kind = faultOf(row, before);
        if (kind) return found(seq, kind);
        if (anchored && anchored.hash !== row.hash) return found(seq, "rewritten");
        sealedUpTo = seq;
      }
      before = { seq, hash: row.hash };
    }
    if (page.length < AT_ONCE) break;
    // An embedded file answers without ever letting the event loop turn: requests go in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
  while (!anchor.done) {
    if (anchor.value.seq > before.seq) return found(before.seq + 1, "cut");
    anchor = await outside.next();
  }
  return { rows, sealedUpTo, anchoredUpTo, fault: null };
}
