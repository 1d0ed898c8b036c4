import type { OrderLine } from "../../../shared/schemas/orders.ts";
import type { ShopCart } from "../orders/order.ts";
import type { Facts, PixelItem } from "./facts.ts";

/** A line of a visitor's cart; `id` is the shop's own for the item. */
export interface PixelLine extends OrderLine {
  id: string;
}

/** A visitor's cart as it is now. */
export interface PixelCart extends ShopCart {
  items: PixelLine[];
}

/** What is in no currency: nothing with a price was put in yet. */
const NO_CURRENCY = "XXX";
const MOST_LINES = 100;

export const emptyCart = (visitor: string, memberNo: string | null): PixelCart => ({
  externalId: visitor,
  memberNo,
  items: [],
  total: 0,
  currency: NO_CURRENCY,
  url: null,
  sourceUpdatedAt: 0,
});

/** The cart after what was added, taken out or brought to the checkout; an event of another kind changes nothing. */
export function changeCart(cart: PixelCart, kind: string, facts: Facts, at: number): PixelCart {
  const sourceUpdatedAt = Math.max(cart.sourceUpdatedAt, at);
  if (kind === "checkout") {
    const items = facts["items"] as PixelItem[] | undefined;
    const url = (facts["url"] as string | null | undefined) ?? cart.url;
    const filled = items ? items.reduce(add, { ...cart, items: [] }) : cart;
    return { ...counted(filled), ...totalOf(facts), url, sourceUpdatedAt };
  }
  const item = facts["item"] as PixelItem;
  if (kind === "add") return { ...counted(add(cart, item)), sourceUpdatedAt };
  if (kind === "remove") return { ...counted(remove(cart, item)), sourceUpdatedAt };
  return cart;
}

function add(cart: PixelCart, item: PixelItem): PixelCart {
  const { id, name, price, quantity, picture } = item;
  const currency = cart.currency === NO_CURRENCY ? (item.currency ?? NO_CURRENCY) : cart.currency;
  const before = cart.items.find((line) => line.id === id);
  const line: PixelLine = {
    id,
    name: name || before?.name || id,
    quantity: (before?.quantity ?? 0) + quantity,
    // A price in another currency cannot be added up with the others.
    price: item.currency === currency ? price : (before?.price ?? null),
    pictureUrl: picture?.startsWith("https:") ? picture : (before?.pictureUrl ?? null),
  };
  const items = before
    ? cart.items.map((one) => (one.id === id ? line : one))
    : [...cart.items, line].slice(-MOST_LINES);
  return { ...cart, items, currency };
}

/** Of a line that has no more pieces nothing is left. */
function remove(cart: PixelCart, { id, quantity }: PixelItem): PixelCart {
  const items = cart.items.map((line) =>
    line.id === id ? { ...line, quantity: line.quantity - quantity } : line,
  );
  return { ...cart, items: items.filter((line) => line.quantity > 0) };
}

const counted = (cart: PixelCart): PixelCart => ({
  ...cart,
  total: cart.items.reduce((sum, { price, quantity }) => sum + (price ?? 0) * quantity, 0),
});

const totalOf = (facts: Facts): Partial<PixelCart> =>
  typeof facts["total"] === "number" ? { total: facts["total"], currency: String(facts["currency"]) } : {};
