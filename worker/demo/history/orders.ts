import type { OrderStatus } from "../../../shared/order-statuses.ts";
import type { OrderLine } from "../../../shared/schemas/orders.ts";
import { PRODUCTS } from "../dialogue/words.ts";
import { Random } from "../random.ts";
import type { Row } from "../rows.ts";
import type { Ledger } from "./ledger.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;

const GOODS = Object.values(PRODUCTS).flat();

/** What members bought, within a year and a little, and what some have in the cart now. */
export function addOrders(ledger: Ledger, now: number): { orders: Row[]; carts: Row[] } {
  // Of its own, so that nothing else of the shop changes with it.
  const random = new Random(90);
  const orders: Row[] = [];
  const carts: Row[] = [];
  const ofMember = new Map<string, Row[]>();
  for (const contact of ledger.contacts) {
    const memberNo = contact["member_no"];
    // Every row of the table has the same columns.
    contact["last_checkout_at"] = null;
    if (typeof memberNo !== "string") continue;
    let own = ofMember.get(memberNo);
    if (!own) {
      own = times(random, now).map((at) => orderRow(random, memberNo, at, now));
      ofMember.set(memberNo, own);
      orders.push(...own);
      if (ofMember.size % 2 === 1) carts.push(cartRow(random, memberNo, now));
    }
    contact["last_checkout_at"] = own.at(-1)?.["placed_at"] ?? null;
    for (const order of own) tellOf(ledger, contact, order);
  }
  return { orders, carts };
}

/** In the log of a contact that was here already. */
function tellOf(ledger: Ledger, contact: Row, order: Row): void {
  const at = Number(order["placed_at"]);
  if (at < Number(contact["created_at"])) return;
  const customer = { kind: "customer", name: null } as const;
  ledger.event(at, String(contact["id"]), "order.placed", customer, { number: order["number"] });
}

/** When somebody bought something, oldest first: more often lately. */
function times(random: Random, now: number): number[] {
  const recent = random.between(1, 6);
  const earlier = random.between(0, 8);
  const at = (days: number): number => now - Math.round(days * DAY) - random.between(1, 12) * HOUR;
  return [
    ...Array.from({ length: recent }, () => at(1 + random.next() * 84)),
    ...Array.from({ length: earlier }, () => at(100 + random.next() * 300)),
  ].sort((a, b) => a - b);
}

function linesOf(random: Random, most: number): { items: OrderLine[]; total: number } {
  const items = random
    .shuffle(GOODS)
    .slice(0, random.between(1, most))
    .map(([name, dollars]) => ({
      name,
      quantity: random.chance(0.2) ? 2 : 1,
      price: dollars * 100,
      pictureUrl: null,
    }));
  return { items, total: items.reduce((sum, { price, quantity }) => sum + price * quantity, 0) };
}

function statusAt(random: Random, age: number): OrderStatus {
  if (age < 2 * DAY) return random.pick(["pending", "paid", "processing"] as const);
  if (age < 6 * DAY) return random.pick(["processing", "shipped"] as const);
  if (random.chance(0.08)) return "cancelled";
  return random.chance(0.06) ? "refunded" : "completed";
}

function orderRow(random: Random, memberNo: string, placedAt: number, now: number): Row {
  const number = `WY${random.digits(8)}`;
  const { items, total } = linesOf(random, 4);
  const updatedAt = Math.min(placedAt + random.between(1, 90) * HOUR, now - MINUTE);
  return {
    id: random.id(placedAt),
    source: "api",
    external_id: number,
    number,
    member_no: memberNo,
    status: statusAt(random, now - placedAt),
    total,
    currency: "TWD",
    items: JSON.stringify(items),
    url: `https://shop.example.com/orders/${number}`,
    placed_at: placedAt,
    source_updated_at: updatedAt,
    created_at: placedAt,
    updated_at: updatedAt,
  };
}

function cartRow(random: Random, memberNo: string, now: number): Row {
  const at = now - random.between(5, 60 * 50) * MINUTE;
  const { items, total } = linesOf(random, 3);
  return {
    id: random.id(at),
    source: "api",
    external_id: `cart-${memberNo}`,
    member_no: memberNo,
    items: JSON.stringify(items),
    total,
    currency: "TWD",
    url: "https://shop.example.com/cart",
    source_updated_at: at,
    updated_at: at,
  };
}
