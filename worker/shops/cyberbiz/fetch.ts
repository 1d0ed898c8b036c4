import { list } from "../../channels/read.ts";
import { request } from "../../channels/request.ts";
import type { CatchUp } from "../shop.ts";
import { asLocal } from "../time.ts";
import { OFFSET } from "./taiwan.ts";

const PER_PAGE = 50;
/** So many may change, and so leave the list, between two calls. */
const OVERLAP = 10;

/**
 * `GET /v1/orders` (CYBERBIZ API v1). Its order is not documented. Nothing comes into the list while it is read,
 * since it ends with the round's beginning; what changes meanwhile leaves it, and the rest moves up.
 */
export const pageOfOrders: CatchUp["page"] = async ({ apiBase, apiToken }, { since, until, cursor }) => {
  const offset = Number(cursor ?? "0");
  const query = new URLSearchParams({
    updated_at_start_time: asLocal(since, OFFSET),
    updated_at_end_time: asLocal(until + 999, OFFSET),
    per_page: `${PER_PAGE}`,
    offset: `${offset}`,
  });
  const answer = await request(`${apiBase}/v1/orders?${query}`, { Authorization: `Bearer ${apiToken}` });
  const orders = list(answer);
  return { orders, next: orders.length < PER_PAGE ? null : `${offset + PER_PAGE - OVERLAP}` };
};
