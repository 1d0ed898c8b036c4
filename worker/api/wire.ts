import { toDecimal } from "../../shared/money.ts";

/** Their keys are somebody else's. */
const OPAQUE = new Set(["content"]);
const TIME = /(?:^at|At|Since)$/;
const MONEY = new Set(["total", "price", "storeCredit"]);

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const iso = (ms: number): string => new Date(ms).toISOString();

/**
 * What the domain tells as the API writes it: names in snake_case, times in ISO 8601, money as decimal text of
 * the currency beside or around it. An attribute of the type `datetime` is a time too.
 */
export function wire(value: unknown, currency = "TWD"): unknown {
  if (Array.isArray(value)) return value.map((item) => wire(item, currency));
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  const own = typeof fields["currency"] === "string" ? fields["currency"] : currency;
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      if (OPAQUE.has(name)) return [name, field];
      if (typeof field === "number") {
        if (TIME.test(name) || (name === "value" && fields["type"] === "datetime")) {
          return [snake(name), iso(field)];
        }
        if (MONEY.has(name)) return [snake(name), toDecimal(field, own)];
      }
      return [snake(name), wire(field, own)];
    }),
  );
}
