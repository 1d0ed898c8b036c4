/** The kinds of channel a customer writes through. Chatwoot and Meta are connections that carry channels. */
export const CHANNEL_KINDS = ["line", "messenger", "instagram", "whatsapp", "website"] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Shop platforms that tell of orders by webhook. */
export const SHOP_KINDS = ["shopify", "woocommerce", "cyberbiz", "shopline"] as const;
export type ShopKind = (typeof SHOP_KINDS)[number];

/** The kinds of connection: one per provider app, each with its own webhook URL. */
export const CONNECTION_KINDS = [
  "line",
  "meta",
  "whatsapp",
  "website",
  "chatwoot",
  "pixel",
  ...SHOP_KINDS,
] as const;
export type ConnectionKind = (typeof CONNECTION_KINDS)[number];

/** What the provider calls a person's id in that channel, as shown on the contact. */
export const EXTERNAL_ID_LABEL: Record<ChannelKind, string> = {
  line: "LINE User ID",
  messenger: "FB PSID",
  instagram: "IG SID",
  whatsapp: "WhatsApp",
  website: "Visitor ID",
};
