import type { ShopKind } from "../../shared/channels.ts";
import { ProviderRefusal } from "../channels/request.ts";
import type { CatchUpPayload } from "../domain/connections/catch-up.ts";
import { failConnection, mendConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { SHOP_API } from "../domain/connections/shop-api.ts";
import { findConnection, type OpenConnection } from "../domain/connections/find.ts";
import { receiveShopNews, type ShopNews } from "../domain/orders/receive.ts";
import { shopOf } from "../shops/registry.ts";
import { type CatchUp, type ShopApi, UnreadableEvent } from "../shops/shop.ts";
import { JobFailed, type JobHandler } from "./job.ts";

const HOUR = 3_600_000;
/** Changes of the moment before the last round began may have been missed by it. */
const OVERLAP = 10 * 60_000;
/** Then it steps back, so that others get their turn. */
const REQUESTS_PER_RUN = 20;

/**
 * Every hour: the orders a shop's webhooks may have missed, page by page; how far it is, is kept after
 * each. Orders that are here already in that state change nothing.
 */
export const catchUpShop: JobHandler = async ({ db, deps, job, save }) => {
  // Every such job is made by `enqueueCatchUp`, and saved below.
  const payload = { ...(job.payload as CatchUpPayload) };
  const { connectionId } = payload;
  const connection = await findConnection(db, deps.sealer, connectionId);
  const catchUp = connection && (shopOf(connection.kind)?.catchUp ?? null);
  const api = connection && apiOf(connection);
  if (!connection || !catchUp || !api) return { done: true };
  const pause = 1000 / (connection.settings.requestsPerSecond ?? catchUp.perSecond);
  try {
    for (let requests = 0; requests < REQUESTS_PER_RUN; requests++) {
      payload.startedAt ??= deps.now();
      const { orders, next } = await catchUp.page(api, { ...payload, until: payload.startedAt });
      const news = readAll(catchUp, connection, orders, payload.since);
      await receiveShopNews(
        db,
        deps.now(),
        news,
        [],
        [mendConnection({ connectionId, reason: TOKEN_REFUSED })],
      );
      payload.cursor = next;
      if (next === null) {
        await save({ ...payload, since: payload.startedAt - OVERLAP, startedAt: null }, {});
        return { again: deps.now() + HOUR };
      }
      await save({ ...payload }, {});
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    return { again: deps.now() };
  } catch (error) {
    if (error instanceof ProviderRefusal && (error.status === 401 || error.status === 403)) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    throw error;
  }
};

function apiOf({ kind, settings, credentials }: OpenConnection): ShopApi | null {
  const apiBase = settings.apiBase ?? SHOP_API[kind as ShopKind] ?? settings.shopUrl;
  const { apiToken } = credentials;
  return apiBase && apiToken ? { apiBase, apiToken } : null;
}

/** An order that cannot be read is left to its webhook, which sets it aside. */
function readAll(
  catchUp: CatchUp,
  { id, settings }: OpenConnection,
  orders: readonly unknown[],
  since: number,
): (ShopNews & { source: string })[] {
  const news = orders.flatMap((order) => {
    try {
      return [{ ...catchUp.read(order, settings.shopUrl ?? null), source: id }];
    } catch (error) {
      if (error instanceof UnreadableEvent) return [];
      throw error;
    }
  });
  const changed = news.flatMap(({ orders: read }) => read.map(({ sourceUpdatedAt }) => sourceUpdatedAt));
  // An old shop ignores the filter and would send every order it ever had, every hour.
  if (changed.some((at) => at < since - 24 * HOUR)) throw new JobFailed("filter_ignored");
  return news;
}
