import type { Handler } from "hono";
import type { AppEnv } from "../app.ts";
import { readBody } from "../channels/body.ts";
import { list, object } from "../channels/read.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { putOrders } from "../domain/orders/put.ts";
import { presentedKey } from "./key.ts";

const MAX_BYTES = 1_000_000;

/**
 * `POST orders` takes one order, or `{"orders": […]}` of at most 100, and answers what became of each:
 * 200, or 422 when all of them are invalid. With `Idempotency-Key` a repeat is answered as the first time.
 */
export function createOrders(deps: Deps): Handler<AppEnv> {
  return async (c) => {
    const key = await presentedKey(c, "orders:write");
    const body = parseJson(await readBody(c.req.raw, MAX_BYTES));
    const results = await putOrders(
      {
        db: c.get("workspace").db,
        actor: { kind: "system", name: "webhook" },
        now: c.get("now"),
        operationId: undefined,
        requestId: c.get("requestId"),
        sealer: deps.sealer,
      },
      { ...key, idempotencyKey: idempotencyKey(c.req.header("Idempotency-Key")), orders: ordersIn(body) },
    );
    const nothing = results.every(({ outcome }) => outcome === "invalid");
    return c.json({ results }, nothing ? 422 : 200, { "Cache-Control": "no-store" });
  };
}

const ordersIn = (body: unknown): unknown[] =>
  "orders" in object(body) ? list(object(body)["orders"]) : [body];

function idempotencyKey(header: string | undefined): string | null {
  if (header === undefined) return null;
  if (header === "" || header.length > 255) throw new Failure("INVALID_INPUT", { field: "Idempotency-Key" });
  return header;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new Failure("INVALID_JSON", { cause });
  }
}
