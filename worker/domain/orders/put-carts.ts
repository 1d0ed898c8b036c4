import { sql } from "drizzle-orm";
import { toMinor } from "../../../shared/money.ts";
import { CartPut, CartsPut } from "../../../shared/schemas/orders.ts";
import type { RowResult } from "../../../shared/schemas/contact-put.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { Failure } from "../failure.ts";
import { planned } from "../planned.ts";
import { inPortions } from "../portions.ts";
import { parse, writeVerb } from "../verb.ts";
import type { ShopCart } from "./order.ts";
import { API } from "./put.ts";
import { upsertCarts } from "./upsert-cart.ts";

const p = sql.placeholder;

const selectCarts = prepare<{ ids: string }, { id: string; externalId: string; at: number }>(sql`
  select k.id, k.external_id as "externalId", k.source_updated_at as at from json_each(${p("ids")}) j
  join cart k on k.source = ${sql.raw(`'${API}'`)} and k.external_id = j.value`);

/**
 * Another system puts carts in their places; one without items is closed. An older state changes nothing. Each row
 * is answered for itself.
 */
export const putCarts = writeVerb({
  name: "carts.put",
  permission: "contact:transfer",
  input: CartsPut,
  async run(ctx, { rows }): Promise<{ results: RowResult[] }> {
    const asked = rows.map((row) => {
      try {
        return cartOf(row);
      } catch (error) {
        if (error instanceof Failure) return error;
        throw error;
      }
    });
    return { results: await inPortions(ctx, asked, PORTION, putSome) };
  },
});

/** Carts of one batch. */
const PORTION = 100;

async function putSome(ctx: Ctx, asked: readonly (ShopCart | Failure)[]): Promise<RowResult[]> {
  const { results } = await planned(ctx, async () => {
    const ids = JSON.stringify(asked.flatMap((one) => (one instanceof Failure ? [] : [one.externalId])));
    const { rows: found } = await read(ctx, [selectCarts({ ids })]);
    const known = new Map(found[0].map((cart) => [cart.externalId, cart]));
    const carts: ShopCart[] = [];
    const results = asked.map((one): RowResult => {
      if (one instanceof Failure) {
        const { code, field } = one;
        return { outcome: "refused", id: null, code, ...(field === undefined ? {} : { field }) };
      }
      const before = known.get(one.externalId);
      if (before && before.at > one.sourceUpdatedAt) return { outcome: "unchanged", id: before.id };
      carts.push(one);
      return { outcome: before ? "updated" : "created", id: before?.id ?? null };
    });
    return write<{ results: RowResult[] }>(ctx, {
      input: asked.length,
      target: null,
      detail: { carts: carts.length, rows: asked.length },
      statements: upsertCarts(ctx.now, API, carts),
      result: answerWith({ results }),
    });
  });
  return results;
}

/** @throws {Failure} with the field */
function cartOf(row: unknown): ShopCart {
  const put = parse(CartPut, row);
  const minor = (amount: string | number, field: string): number => {
    const value = toMinor(amount, put.currency);
    if (value === null) throw new Failure("INVALID_INPUT", { field });
    return value;
  };
  return {
    externalId: put.external_id,
    memberNo: put.member_no,
    items: put.items.map(({ name, quantity, price, picture_url: pictureUrl }, i) => ({
      name,
      quantity,
      price: price === null ? null : minor(price, `items.${i}.price`),
      pictureUrl,
    })),
    total: minor(put.total, "total"),
    currency: put.currency,
    url: put.url,
    sourceUpdatedAt: put.updated_at,
  };
}
