import { sql } from "drizzle-orm";
import * as v from "valibot";
import { toMinor } from "../../../shared/money.ts";
import { OrderPut, type OrderPutResult, OrdersPut } from "../../../shared/schemas/orders.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { inPortions } from "../portions.ts";
import { writeVerb } from "../verb.ts";
import type { ShopOrder } from "./order.ts";
import { upsertOrders } from "./upsert-order.ts";

/** `shop_order.source` of everything that comes by the API: one external id is one order. */
export const API = "api";

const p = sql.placeholder;

/** What became of each given order: what this batch changed bears its time. */
const outcomes = prepare<{ orders: string; now: number }, { result: string }>(sql`
  select json_group_array(case
    when o.source_updated_at > j.value ->> 'sourceUpdatedAt' then 'outdated'
    when o.updated_at = ${p("now")} then 'stored' else 'unchanged' end) as result
  from (select value from json_each(${p("orders")}) order by key) j
  join shop_order o on o.source = ${sql.raw(`'${API}'`)} and o.external_id = j.value ->> 'externalId'`);

/**
 * Puts orders of another system in their places, in one batch. What is invalid is told of each and keeps
 * nobody else out; the same order again, or an older state of it, changes nothing.
 */
export const putOrders = writeVerb({
  name: "orders.put",
  permission: "contact:transfer",
  input: OrdersPut,
  async run(ctx, { rows }): Promise<{ results: OrderPutResult[] }> {
    const read = rows.map(readOrder);
    return { results: await inPortions(ctx, read, PORTION, putSome) };
  },
});

/** Orders of one batch. */
const PORTION = 100;

type Read = ReturnType<typeof readOrder>;

async function putSome(ctx: Ctx, read: readonly Read[]): Promise<OrderPutResult[]> {
  const { now } = ctx;
  const valid = read.flatMap(({ order }) => (order ? [order] : []));
  const told = await write<OrderPutResult["outcome"][]>(ctx, {
    input: read.length,
    target: null,
    detail: { orders: valid.length, invalid: read.length - valid.length },
    statements: upsertOrders(now, API, valid),
    result: outcomes({ orders: JSON.stringify(valid), now }),
  });
  return read.map(({ result }) =>
    result.outcome === "invalid" ? result : { ...result, outcome: told.shift() ?? "stored" },
  );
}

/** An order as it will be kept, or which of its fields is wrong. */
function readOrder(given: unknown): { order?: ShopOrder; result: OrderPutResult } {
  const parsed = v.safeParse(OrderPut, given);
  if (!parsed.success) {
    const named = v.safeParse(v.object({ external_id: v.string() }), given);
    const [issue] = parsed.issues;
    return {
      result: {
        external_id: named.success ? named.output.external_id.slice(0, 255) : null,
        outcome: "invalid",
        field: v.getDotPath(issue) ?? "",
      },
    };
  }
  const put = parsed.output;
  const minor = (amount: string | number): number => toMinor(amount, put.currency) ?? 0;
  return {
    order: {
      externalId: put.external_id,
      number: put.number ?? put.external_id,
      memberNo: put.member_no,
      email: put.email,
      phone: put.phone,
      status: put.status,
      total: minor(put.total),
      currency: put.currency,
      items: put.items.map(({ name, quantity, price, picture_url: pictureUrl }) => ({
        name,
        quantity,
        price: price === null ? null : minor(price),
        pictureUrl,
      })),
      url: put.url,
      placedAt: put.placed_at,
      sourceUpdatedAt: put.updated_at,
      deleted: false,
    },
    result: { external_id: put.external_id, outcome: "stored" },
  };
}
