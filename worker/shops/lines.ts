import type { OrderLine } from "../../shared/schemas/orders.ts";
import { toMinor } from "../../shared/money.ts";
import { isHttpUrl, type Json, list, number, object, text } from "../channels/read.ts";

const MOST = 100;

/** How a platform calls what a line is made of. */
interface Reading {
  name(line: Json): string | undefined;
  picture?(line: Json): unknown;
}

/** The lines of an order or a cart; money by `currency`. What is no line is left out. */
export function linesOf(items: unknown, currency: string, { name, picture }: Reading): OrderLine[] {
  return list(items)
    .slice(0, MOST)
    .flatMap((item) => {
      const line = object(item);
      const called = text(name(line)?.trim(), 500);
      if (!called) return [];
      return [
        {
          name: called,
          quantity: Math.max(0, Math.trunc(number(line["quantity"]) ?? 1)),
          price: toMinor(line["price"], currency),
          pictureUrl: picture ? httpsUrl(picture(line)) : null,
        },
      ];
    });
}

/** https only; an address without a scheme is taken as https. */
export function httpsUrl(value: unknown): string | null {
  const given = text(value, 2000)?.trim();
  if (given === undefined) return null;
  const url = given.startsWith("//") ? `https:${given}` : given;
  return isHttpUrl(url) && new URL(url).protocol === "https:" ? url : null;
}
