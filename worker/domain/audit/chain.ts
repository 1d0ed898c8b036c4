import { sql } from "drizzle-orm";
import type { AuditFaultKind } from "../../../shared/schemas/audit.ts";
import { sha256 } from "../batch.ts";

/** A row of the audit as it is stored. */
export interface AuditRow {
  seq: number;
  at: number;
  actorKind: string;
  actorId: string | null;
  verb: string;
  target: string | null;
  /** JSON text. */
  detail: string;
  outcome: string;
  requestId: string | null;
  previousHash: string | null;
  hash: string | null;
}

export const auditColumns = sql`seq, at, actor_kind as "actorKind", actor_id as "actorId", verb, target, detail,
  outcome, request_id as "requestId", previous_hash as "previousHash", hash`;

/** What a row's hash is made of: all it says, its place, and the row before. */
export const hashOf = (row: Omit<AuditRow, "hash">): string =>
  sha256(
    JSON.stringify([
      Number(row.seq),
      Number(row.at),
      row.actorKind,
      row.actorId,
      row.verb,
      row.target,
      row.detail,
      row.outcome,
      row.requestId,
      row.previousHash,
    ]),
  );

/** What is wrong with a sealed row that should follow a row with that seq and hash; null when nothing is. */
export function faultOf(row: AuditRow, before: { seq: number; hash: string | null }): AuditFaultKind | null {
  if (Number(row.seq) !== before.seq + 1) return "missing";
  if (row.previousHash !== before.hash) return "unlinked";
  return hashOf(row) === row.hash ? null : "changed";
}
