import { sql } from "drizzle-orm";
import { type OrderItem, OrderList } from "../../../shared/schemas/orders.ts";
import type { Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { memberNoOf } from "../customers/person.ts";
import { type Position, positionOf } from "../page.ts";
import { readVerb } from "../verb.ts";
import { orderPage, ordersOf } from "./item.ts";

const memberNo = sql`(
  select ${memberNoOf(sql`c`)} from contact c where c.id = ${sql.placeholder("contactId")} and c.deleted_at is null)`;

const select = prepare<Position & { contactId: string }, { item: string }>(ordersOf(memberNo));

/** A contact's orders after those the panel came with, newest first, however old. */
export const listOrders = readVerb({
  name: "orders.list",
  permission: "panel:read",
  input: OrderList,
  async run(ctx, { contactId, cursor }): Promise<Page<OrderItem>> {
    const { rows } = await read(ctx, [select({ contactId, ...positionOf(cursor) })]);
    return orderPage(rows[0].map(({ item }) => JSON.parse(item) as OrderItem));
  },
});
