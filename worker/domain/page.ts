import type { Page } from "../../shared/schemas/panel.ts";
import { Failure } from "./failure.ts";

/** Where a page of a list sorted by (time, id), newest first, begins: after this row. */
export type Position = {
  at: number;
  id: string;
};

/** Before every row there can be: the first page. */
export const FIRST: Position = { at: Number.MAX_SAFE_INTEGER, id: "" };

/** @throws {Failure} INVALID_INPUT for a text that is no cursor of ours */
export function positionOf(cursor: string | null): Position {
  if (cursor === null) return FIRST;
  const [, at, id] = /^(\d{1,15})\.([0-9a-f-]{36})$/.exec(cursor) ?? [];
  if (!at || !id) throw new Failure("INVALID_INPUT", { field: "cursor" });
  return { at: Number(at), id };
}

/** A page from one row more than it holds: that row says that the list goes on. */
export function pageOf<Item>(rows: Item[], size: number, position: (item: Item) => Position): Page<Item> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  if (rows.length <= size || !last) return { items, next: null };
  const { at, id } = position(last);
  return { items, next: `${at}.${id}` };
}
