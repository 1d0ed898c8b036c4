import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { AuditChain } from "../../../shared/schemas/audit.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { type AuditRow, auditColumns, faultOf } from "./chain.ts";

/** As many as can be looked at while somebody waits. */
const NEWEST = 1000;

const selectNewest = prepare<Record<string, never>, AuditRow>(sql`
  select ${auditColumns} from audit where hash is not null order by seq desc limit ${sql.raw(String(NEWEST + 1))}`);

/** Checks the newest rows of the chain. The whole of it, and its end, `alongside audit verify` checks. */
export const checkAudit = readVerb({
  name: "audit.check",
  permission: "audit:read",
  input: v.optional(v.object({}), {}),
  async run(ctx): Promise<AuditChain> {
    const { rows } = await read(ctx, [selectNewest({})]);
    const newest = rows[0].toReversed();
    const last = newest.at(-1);
    if (!last) return { sealedUpTo: null, sealedAt: null, checkedFrom: 0, fault: null };
    // The row before the first one checked is only what that one is linked to.
    const links = newest.length > NEWEST ? newest.slice(1) : newest;
    let before: { seq: number; hash: string | null } =
      newest.length > NEWEST && newest[0] ? newest[0] : { seq: 0, hash: null };
    const chain = {
      sealedUpTo: Number(last.seq),
      sealedAt: Number(last.at),
      checkedFrom: Number(links[0]?.seq ?? 0),
    };
    for (const row of links) {
      const kind = faultOf(row, before);
      if (kind) {
        const seq = kind === "missing" ? Number(before.seq) + 1 : Number(row.seq);
        return { ...chain, fault: { seq, kind } };
      }
      before = row;
    }
    return { ...chain, fault: null };
  },
});
