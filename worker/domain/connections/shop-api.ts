import type { ShopKind } from "../../../shared/channels.ts";

/** Where the API is of platforms that have one for all shops; the others' is at the shop's own address. */
export const SHOP_API: Partial<Record<ShopKind, string>> = { cyberbiz: "https://app-store-api.cyberbiz.io" };
