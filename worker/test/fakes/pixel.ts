import { claimText, signClaim } from "../../domain/pixel/claim.ts";
import { newId } from "../../domain/id.ts";
import type { TestWorkspace } from "../workspace.ts";

export const SHOP_ORIGIN = "https://www.shop.test";
export const SHOP_KEY = "the key of the shop, which is long enough";
/** An id as the script makes them. */
export const scriptId = (n: number): string => n.toString(16).padStart(24, "0");
export const VISITOR = scriptId(0xa11ce);

/** The pixel of a shop at `SHOP_ORIGIN`. @returns the connection's id */
export async function connectPixel(shop: TestWorkspace): Promise<string> {
  const added = await shop.client("admin").connections.addPixel.mutate({
    operationId: newId(shop.clock.now),
    name: "Shop",
    origins: [SHOP_ORIGIN],
    shopKey: SHOP_KEY,
  });
  return added.connectionId;
}

let made = 0;
/** An event with an id of its own; `at` by the visitor's clock. */
export const pixelEvent = (kind: string, data: unknown, at: number, id = scriptId(0xe0000 + ++made)) => ({
  id,
  kind,
  at,
  data,
});

export const identity = (
  who: { memberId: string; email?: string; phone?: string },
  at: number,
  key = SHOP_KEY,
) => ({
  ...who,
  at,
  signature: signClaim(key, claimText("identify", [who.memberId, who.email ?? "", who.phone ?? ""], at)),
});

export const chatting = (visitor: string, at: number, key = SHOP_KEY) => ({
  visitor,
  at,
  signature: signClaim(key, claimText("chat", [visitor], at)),
});

/** A batch as the script sends it. */
export function postPixel(
  shop: TestWorkspace,
  batch: Record<string, unknown>,
  headers: Record<string, string> = {},
): Promise<Response> {
  const body = JSON.stringify({
    visitor: VISITOR,
    page: scriptId(0x9a9e),
    sent: shop.clock.now,
    events: [],
    ...batch,
  });
  return postPixelRaw(shop, body, headers);
}

export const postPixelRaw = (
  shop: TestWorkspace,
  body: BodyInit,
  headers: Record<string, string> = {},
): Promise<Response> =>
  shop.fetch(`/w/${shop.slug}/pixel`, {
    method: "POST",
    body,
    headers: { "Content-Type": "text/plain;charset=UTF-8", Origin: SHOP_ORIGIN, ...headers },
  });
