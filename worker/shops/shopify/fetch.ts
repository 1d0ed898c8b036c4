import { externalId, list, object } from "../../channels/read.ts";
import { request } from "../../channels/request.ts";
import type { CatchUp } from "../shop.ts";

const VERSION = "2026-01";
const PER_PAGE = 100;

/** https://shopify.dev/docs/api/admin-rest/latest/resources/order: by id, so that nothing moves between pages. */
export const pageOfOrders: CatchUp["page"] = async ({ apiBase, apiToken }, { since, cursor }) => {
  const query = new URLSearchParams({
    status: "any",
    limit: `${PER_PAGE}`,
    updated_at_min: new Date(since).toISOString(),
    since_id: cursor ?? "0",
  });
  const answer = await request(`${apiBase}/admin/api/${VERSION}/orders.json?${query}`, {
    "X-Shopify-Access-Token": apiToken,
  });
  const orders = list(object(answer)["orders"]);
  const last = externalId(object(orders.at(-1))["id"]);
  return { orders, next: orders.length < PER_PAGE ? null : (last ?? null) };
};
