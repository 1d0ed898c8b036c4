import type { CandidateRow } from "./candidate.ts";
import { Failure } from "../failure.ts";

/** A contact that was found, and the notes and tags it was found by, as JSON. */
export interface Found {
  row: CandidateRow;
  texts: string | null;
}

/** Where a page begins: after this contact (contact.seq), of those found by a whole value or of the others. */
export interface Place {
  of: "whole" | "part";
  seq: number;
}

/** @throws {Failure} INVALID_INPUT for a text that is no cursor of ours */
export function placeOf(cursor: string | null): Place {
  if (cursor === null) return { of: "whole", seq: Number.MAX_SAFE_INTEGER };
  const [, of, seq] = /^(whole|part)\.(\d{1,15})$/.exec(cursor) ?? [];
  if (!of || !seq) throw new Failure("INVALID_INPUT", { field: "cursor" });
  return { of: of as Place["of"], seq: Number(seq) };
}

/** What the database answered of one kind, newest first; `more`: there may be older ones. */
export interface List {
  found: Found[];
  more: boolean;
}

export const listOf = (rows: readonly { item: string; texts?: string | null }[], asked: number): List => ({
  found: rows.map(({ item, texts = null }) => ({ row: JSON.parse(item) as CandidateRow, texts })),
  more: rows.length >= asked,
});

/** Everybody once, the newest first. */
export function newestFirst(lists: readonly List[]): Found[] {
  const bySeq = new Map<number, Found>();
  for (const found of lists.flatMap((list) => list.found)) {
    if (!bySeq.has(found.row.seq)) bySeq.set(found.row.seq, found);
  }
  return [...bySeq.values()].sort((a, b) => b.row.seq - a.row.seq);
}

/** How far down the lists are complete, together: the newest of where one was cut off. */
export const completeTo = (lists: readonly List[]): number | null => {
  const ends = lists.flatMap(({ found, more }) => (more ? [found.at(-1)?.row.seq ?? 0] : []));
  return ends.length === 0 ? null : Math.max(...ends);
};

/** @param end how far down `others` are complete; null: to the last */
export function pageFrom(
  from: Place,
  { whole, others, end }: { whole: readonly Found[]; others: readonly Found[]; end: number | null },
  limit: number,
): { rows: Found[]; next: string | null } {
  const first = new Set(whole.map(({ row }) => row.seq));
  const stillWhole = from.of === "whole" ? whole.filter(({ row }) => row.seq < from.seq) : [];
  const complete = others.filter(({ row }) => !first.has(row.seq) && row.seq >= (end ?? 0));
  const rows = [...stillWhole, ...complete].slice(0, limit);
  const last = rows.at(-1);
  if (last && stillWhole.length + complete.length > limit) {
    return { rows, next: `${first.has(last.row.seq) ? "whole" : "part"}.${last.row.seq}` };
  }
  return { rows, next: end === null ? null : `part.${end}` };
}
