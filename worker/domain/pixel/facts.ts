import { currencyCode, toMinor } from "../../../shared/money.ts";

/** The page that speaks, and all of its shop. */
export interface ShopOrigins {
  origin: string;
  origins: readonly string[];
}

/** What an event says, as it is stored: JSON. */
export type Facts = Record<string, unknown>;

/** Events that have an effect on the customer. */
export const WORKED_OUT = new Set(["identify", "chat", "add", "remove", "checkout", "purchase"]);

const MOST_ITEMS = 100;
const MOST_OF_ONE = 9999;

/** An item of the shop. Money in minor units of `currency`, null where the shop does not say. */
export interface PixelItem {
  id: string;
  name: string;
  price: number | null;
  currency: string | null;
  quantity: number;
  url: string | null;
  picture: string | null;
}

/** Text of a stranger: without U+0000, whole characters, no longer than `max`. */
export function clean(value: unknown, max: number): string {
  if (typeof value !== "string" && typeof value !== "number") return "";
  const text = String(value)
    .slice(0, max * 2)
    .replaceAll("\0", "")
    .normalize("NFC")
    .trim();
  return text.slice(0, max).toWellFormed();
}

/** An http or https address without a name or password in it; null for anything else. */
export function link(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 2000 || value.includes("\0") || !URL.canParse(value))
    return null;
  const url = new URL(value);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return url.href.length > 2000 ? null : url.href;
}

/** An address of the very shop that speaks: whoever posts from elsewhere cannot place a link of theirs. */
export function shopLink(value: unknown, origins: readonly string[]): string | null {
  const url = link(value);
  return url !== null && origins.includes(new URL(url).origin) ? url : null;
}

/** A picture that lies with the shop, or below one of its hosts: others would learn of each look at it. */
function shopPicture(value: unknown, origins: readonly string[]): string | null {
  const url = link(value);
  if (url === null) return null;
  const { protocol, origin, host } = new URL(url);
  const isOurs = origins.some((one) => one === origin || host.endsWith(`.${new URL(one).host}`));
  return protocol === "https:" && isOurs ? url : null;
}

/** What an event of that kind says; a text says why it is left out. */
export function readFacts(kind: string, data: unknown, { origin, origins }: ShopOrigins): Facts | string {
  const given = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  const currency = currencyCode(given["currency"]);
  const items = () => (Array.isArray(given["items"]) ? given["items"].slice(0, MOST_ITEMS) : []);
  const read = () => items().flatMap((item) => readItem(item, currency, origins) ?? []);
  switch (kind) {
    case "page":
      return {
        url: shopLink(given["url"], [origin]),
        title: clean(given["title"], 300),
        referrer: withoutQuery(link(given["referrer"])),
      };
    case "view":
    case "add":
    case "remove": {
      const item = readItem(given, currency, origins);
      return item ? { item } : "an item needs an id";
    }
    case "checkout":
      return {
        ...(Array.isArray(given["items"]) ? { items: read() } : {}),
        ...totalOf(given["total"], currency),
        url: shopLink(given["url"], origins),
      };
    case "purchase": {
      const total = totalOf(given["total"], currency);
      if (!("total" in total)) return "it needs a total and a currency";
      return { order: clean(given["order"], 100) || null, items: read(), ...total };
    }
    default:
      return "there is no such event";
  }
}

/** A total of 0 is one; less is none. */
function totalOf(total: unknown, currency: string | null): Facts {
  const minor = currency === null ? null : toMinor(total, currency);
  return minor === null || minor < 0 ? {} : { total: minor, currency };
}

function readItem(value: unknown, ofAll: string | null, origins: readonly string[]): PixelItem | null {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const id = clean(given["id"], 100);
  if (id === "") return null;
  const currency = currencyCode(given["currency"]) ?? ofAll;
  const price = currency === null ? null : toMinor(given["price"], currency);
  const quantity = given["quantity"] === undefined ? 1 : Number(given["quantity"]);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_OF_ONE) return null;
  return {
    id,
    name: clean(given["name"], 300),
    price: price === null || price < 0 ? null : price,
    currency: price === null || price < 0 ? null : currency,
    quantity,
    url: shopLink(given["url"], origins),
    picture: shopPicture(given["picture"], origins),
  };
}

const withoutQuery = (url: string | null): string | null => url?.replace(/[?#].*$/, "") ?? null;
