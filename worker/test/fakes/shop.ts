import { createHmac } from "node:crypto";
import type { ShopKind } from "../../../shared/channels.ts";
import { newId } from "../../domain/id.ts";
import type { TestWorkspace } from "../workspace.ts";

export const SHOP_SECRET = "shop-webhook-secret";

/** A connection to a shop, added as an admin does. @returns its id */
export async function connectShop(
  shop: TestWorkspace,
  kind: ShopKind,
  more: { domain?: string; apiToken?: string; lineChannelId?: string } = {},
): Promise<string> {
  const { connectionId } = await shop.client("admin").connections.addShop.mutate({
    operationId: newId(shop.clock.now),
    kind,
    name: kind,
    domain: "shop.test",
    webhookSecret: SHOP_SECRET,
    ...more,
  });
  return connectionId;
}

export const shopSignature = (
  body: string | Uint8Array,
  encoding: "base64" | "hex" = "base64",
  secret = SHOP_SECRET,
): string => createHmac("sha256", secret).update(body).digest(encoding);

/** Posts to a shop connection's webhook, whatever it is. */
export const postShop = (
  shop: TestWorkspace,
  connectionId: string,
  body: string,
  headers: Record<string, string>,
): Promise<Response> =>
  shop.fetch(`/w/${shop.slug}/shops/${connectionId}`, {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", ...headers },
  });

const SIGNED_IN: Record<ShopKind, string> = {
  shopify: "X-Shopify-Hmac-Sha256",
  woocommerce: "X-WC-Webhook-Signature",
  cyberbiz: "X-Cyberbiz-Hmac-Sha256",
  shopline: "X-Shopline-Hmac-Sha256",
};
const TOPIC_IN: Record<ShopKind, string> = {
  shopify: "X-Shopify-Topic",
  woocommerce: "X-WC-Webhook-Topic",
  cyberbiz: "X-Cyberbiz-Event",
  shopline: "X-Shopline-Topic",
};

/** An event as that platform posts it, signed. */
export function deliver(
  shop: TestWorkspace,
  { kind, id }: { kind: ShopKind; id: string },
  topic: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  const text = JSON.stringify(body);
  const encoding = kind === "cyberbiz" ? "hex" : "base64";
  return postShop(shop, id, text, {
    [SIGNED_IN[kind]]: shopSignature(text, encoding),
    [TOPIC_IN[kind]]: topic,
    ...headers,
  });
}
