import { sql } from "drizzle-orm";
import { type Database, GuardRefusal } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { finishEvents, PlanOutdated } from "../inbound/receive.ts";
import { type ShopMemberTold, tellShopMembers } from "../shop-members/tell.ts";
import type { ClosedCart, KnownUid, ShopCart, ShopOrder } from "./order.ts";
import { rememberUids } from "./remember-uid.ts";
import { closeCarts, upsertCarts } from "./upsert-cart.ts";
import { upsertOrders } from "./upsert-order.ts";

const p = sql.placeholder;

/** What one event of a shop says. */
export interface ShopNews {
  orders: ShopOrder[];
  carts: ShopCart[];
  closedCarts: ClosedCart[];
  uids: KnownUid[];
  members: ShopMemberTold[];
}

export const NO_NEWS: ShopNews = { orders: [], carts: [], closedCarts: [], uids: [], members: [] };

const guardWaiting = prepare<{ seqs: string }>(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held, condition_met)
  select 1, 'system', 1, 1, not exists (
    select 1 from json_each(${p("seqs")}) j join inbound_event e on e.seq = j.value where e.processed_at is not null)`);

/**
 * Gives what shops said its effect, in one batch that happens whole or not at all, and marks the events
 * `seqs` it came from as processed. Doing it twice, or in another order, has the effect of doing it once.
 *
 * @param news what was said, with the connection that said it
 * @throws {PlanOutdated} when somebody else has processed one of the events
 */
export async function receiveShopNews(
  db: Database,
  now: number,
  news: readonly (ShopNews & { source: string })[],
  seqs: readonly number[],
  more: readonly Statement[] = [],
): Promise<void> {
  const sources = [...new Set(news.map(({ source }) => source))];
  const of = <Item>(source: string, pick: (one: ShopNews) => Item[]): Item[] =>
    news.filter((one) => one.source === source).flatMap(pick);
  try {
    await db.write([
      guardWaiting({ seqs: JSON.stringify(seqs) }),
      ...sources.flatMap((source) => [
        ...upsertOrders(
          now,
          source,
          of(source, ({ orders }) => orders),
        ),
        ...upsertCarts(
          now,
          source,
          of(source, ({ carts }) => carts),
        ),
        ...closeCarts(
          now,
          source,
          of(source, ({ closedCarts }) => closedCarts),
        ),
        ...rememberUids(
          now,
          source,
          of(source, ({ uids }) => uids),
        ),
        ...tellShopMembers(
          now,
          of(source, ({ members }) => members),
        ),
      ]),
      finishEvents({ seqs: JSON.stringify(seqs), now }),
      ...more,
    ]);
  } catch (error) {
    if (error instanceof GuardRefusal) throw new PlanOutdated("processed meanwhile", { cause: error });
    throw error;
  }
}
