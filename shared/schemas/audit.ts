import * as v from "valibot";
import { id, plainText, time } from "../text.ts";

export const AUDIT_OUTCOMES = ["done", "refused"] as const;
export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];

/** What a row may tell beside its verb and target. The console has a word for each, in both languages. */
export const AUDIT_FACTS = [
  "accountId",
  "accountKey",
  "active",
  "added",
  "again",
  "allowed",
  "apart",
  "archived",
  "attributeId",
  "bindingId",
  "branchId",
  "carts",
  "changed",
  "channelId",
  "client",
  "code",
  "conversationId",
  "count",
  "created",
  "deletionId",
  "field",
  "fields",
  "form",
  "host",
  "invalid",
  "kind",
  "matched",
  "memberId",
  "members",
  "name",
  "orders",
  "otherId",
  "posts",
  "problem",
  "reason",
  "recordId",
  "removed",
  "role",
  "rows",
  "scope",
  "scopes",
  "seq",
  "since",
  "state",
  "stored",
  "tagId",
  "to",
  "type",
  "types",
  "value",
  "valueId",
  "via",
] as const;
export type AuditFact = (typeof AUDIT_FACTS)[number];
export type AuditDetail = Partial<Record<AuditFact, unknown>>;

const optional = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);

export const AuditList = v.object({
  /** The `next` of the page before. */
  cursor: optional(time),
  actorId: optional(id),
  verb: optional(plainText(100)),
  outcome: optional(v.picklist(AUDIT_OUTCOMES)),
  /** UTC ms: from here on, and before. */
  from: optional(time),
  to: optional(time),
});
export type AuditList = v.InferOutput<typeof AuditList>;

/** One thing somebody did, or was refused. */
export interface AuditItem {
  /** Counts up without a gap. */
  seq: number;
  /** UTC ms. */
  at: number;
  actorKind: "member" | "system";
  actorId: string | null;
  /** Null for the system, and for a member who is gone. */
  actorName: string | null;
  /** `noun.verb`, as in the API. */
  verb: string;
  /** The id of what it was done to. */
  target: string | null;
  /** Facts, never personal data of a customer. */
  detail: Record<string, unknown>;
  outcome: AuditOutcome;
  /** Part of the chain; a few seconds after it happened. */
  sealed: boolean;
}

/** `next` may come with an empty page: what was looked through held nothing of it, what follows may. */
export interface AuditPage {
  items: AuditItem[];
  next: number | null;
}

/** Why a row is not as it was written. */
export type AuditFaultKind = "missing" | "changed" | "unlinked" | "unsealed" | "rewritten" | "cut";

export interface AuditFault {
  /** The first row that is not as it was. */
  seq: number;
  kind: AuditFaultKind;
}

/** The newest rows of the chain, checked. */
export interface AuditChain {
  /** The newest sealed row, and its time in UTC ms; null while nothing is sealed. */
  sealedUpTo: number | null;
  sealedAt: number | null;
  /** The oldest row that was looked at. */
  checkedFrom: number;
  fault: AuditFault | null;
}
