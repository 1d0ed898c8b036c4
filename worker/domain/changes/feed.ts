import { type SQL, sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

/** The tables that triggers keep: a row for each thing, with a new `seq` at every change of it. */
const TABLES = {
  contacts: "contact_change",
  customers: "customer_change",
  orders: "order_change",
  carts: "cart_change",
  members: "shop_member_change",
} as const;

export type FeedName = keyof typeof TABLES;

/** Where to read on, and how far. */
export interface FeedFrom {
  /** Of an earlier page; it goes before `since`. */
  cursor: string | null;
  /** UTC ms: what changed from then on. */
  since: number | null;
  limit: number;
}

/** `next` is where to read on, now or whenever there may be more. */
export interface FeedPage<Item> {
  items: Item[];
  next: string;
  more: boolean;
}

/**
 * Clocks are read before commits, so a change may stand before others with an earlier time: never before so many.
 * Looking for the first in all that changed since would go through half the table.
 */
const COMMITTING = 2_000;

type Values = { after: number | null; since: number | null; limit: number };

interface Feed<Item> {
  statement(from: FeedFrom): Statement<{ seq: number | null; item: string | null }>;
  page(rows: { seq: number | null; item: string | null }[], from: FeedFrom): FeedPage<Item>;
}

/**
 * What changed, in the order of the commits. A thing stands where its newest change is: read on from where you
 * are, and whatever changes meanwhile comes later, once for each state you have not seen.
 *
 * @param item the thing as JSON
 * @param from the row it is made of, joined to `ch.id`; what it leaves out is in no page
 */
export function changeFeed<Item>(name: FeedName, item: SQL, from: SQL): Feed<Item> {
  const table = sql.raw(TABLES[name]);
  const after = sql`coalesce(${p("after")}, case when ${p("since")} is null then 0 else
    coalesce((select min(seq) - 1 from (
        select seq from ${table} where at >= ${p("since")} order by at limit ${sql.raw(String(COMMITTING))})),
      (select max(seq) from ${table}), 0) end)`;
  const select = prepare<Values, { seq: number | null; item: string | null }>(sql`
    select * from (
      select ch.seq, ${item} as item from ${table} ch ${from}
      where ch.seq > (select ${after}) order by ch.seq limit ${p("limit")} + 1)
    union all select ${after}, null`);
  return {
    statement: ({ cursor, since, limit }) => select({ after: placeOf(name, cursor), since, limit }),
    page(rows, { limit }) {
      const found = rows.filter((row) => row.item !== null);
      const begin = rows.find((row) => row.item === null)?.seq ?? 0;
      const shown = found.slice(0, limit);
      const last = shown.at(-1)?.seq ?? begin;
      return {
        items: shown.map((row) => JSON.parse(row.item ?? "null") as Item),
        next: Buffer.from(`${name}.${last}`).toString("base64url"),
        more: found.length > limit,
      };
    },
  };
}

function placeOf(name: FeedName, cursor: string | null): number | null {
  if (cursor === null) return null;
  const [feed, seq] = Buffer.from(cursor, "base64url").toString("latin1").split(".");
  if (feed !== name || seq === undefined || !/^\d{1,15}$/.test(seq)) {
    throw new Failure("INVALID_INPUT", { field: "cursor" });
  }
  return Number(seq);
}
