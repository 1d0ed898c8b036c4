import { list } from "../../channels/read.ts";
import { request } from "../../channels/request.ts";
import type { CatchUp } from "../shop.ts";

const PER_PAGE = 50;

/**
 * https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders, since WooCommerce 5.8: by id,
 * so that what changes meanwhile only adds to later pages. `apiToken` is `<consumer key>:<consumer secret>`.
 */
export const pageOfOrders: CatchUp["page"] = async ({ apiBase, apiToken }, { since, cursor }) => {
  const page = Number(cursor ?? "1");
  const query = new URLSearchParams({
    modified_after: new Date(since).toISOString().slice(0, 19),
    dates_are_gmt: "true",
    orderby: "id",
    order: "asc",
    per_page: `${PER_PAGE}`,
    page: `${page}`,
  });
  const answer = await request(`${apiBase}/wp-json/wc/v3/orders?${query}`, {
    Authorization: `Basic ${Buffer.from(apiToken).toString("base64")}`,
  });
  const orders = list(answer);
  return { orders, next: orders.length < PER_PAGE ? null : `${page + 1}` };
};
