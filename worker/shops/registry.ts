import type { ShopKind } from "../../shared/channels.ts";
import { cyberbiz } from "./cyberbiz/parse.ts";
import type { Shop } from "./shop.ts";
import { shopify } from "./shopify/parse.ts";
import { shopline } from "./shopline/parse.ts";
import { woocommerce } from "./woocommerce/parse.ts";

export const SHOPS: Record<ShopKind, Shop> = { shopify, woocommerce, cyberbiz, shopline };

/** The shop a connection of this kind is to; undefined for what is no shop. */
export const shopOf = (kind: string): Shop | undefined =>
  Object.hasOwn(SHOPS, kind) ? SHOPS[kind as ShopKind] : undefined;
