import type { ShopKind } from "../../../../shared/channels.ts";
import type { ConnectionItem } from "../../../../shared/schemas/connections.ts";
import type { ConnectionField } from "./fields.ts";

const NAME: ConnectionField = { name: "name", label: "connections.name", hint: "connections.name.hint" };

const isAddress = (value: string): boolean => {
  const address = /^[a-z][a-z\d+.-]*:/i.test(value) ? value : `https://${value}`;
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
};

const domain = (kind: ShopKind): ConnectionField => ({
  name: "domain",
  label: "connections.shop.domain",
  hint: `connections.shop.domain.${kind}`,
  invalid: "connections.chatwoot.origin.invalid",
  holds: isAddress,
});

const secret = (kind: ShopKind): ConnectionField => ({
  name: "webhookSecret",
  label: "connections.shop.secret",
  hint: `connections.shop.secret.${kind}`,
  secret: true,
});

const token = (kind: "shopify" | "woocommerce" | "cyberbiz"): ConnectionField => ({
  name: "apiToken",
  label: "connections.shop.token",
  hint: `connections.shop.token.${kind}`,
  secret: true,
  optional: true,
});

/** The LINE account whose ids the shop knows its members by, among those that are connected. */
const LINE: ConnectionField = {
  name: "lineChannelId",
  label: "connections.shop.line",
  hint: "connections.shop.line.hint",
  optional: true,
  choices: [],
};

/** What is asked to connect each kind of shop. */
export const SHOP_FIELDS: Record<ShopKind, readonly ConnectionField[]> = {
  shopify: [NAME, domain("shopify"), secret("shopify"), token("shopify")],
  woocommerce: [NAME, domain("woocommerce"), secret("woocommerce"), token("woocommerce")],
  cyberbiz: [NAME, domain("cyberbiz"), secret("cyberbiz"), token("cyberbiz"), LINE],
  shopline: [NAME, domain("shopline"), secret("shopline")],
};

const CHANGEABLE = new Set(["webhookSecret", "apiToken", "lineChannelId"]);

const changeable = (kind: ShopKind): ConnectionField[] =>
  SHOP_FIELDS[kind].filter(({ name }) => CHANGEABLE.has(name)).map((field) => ({ ...field, optional: true }));

/** What can be entered anew; what stays empty is kept. */
export const SHOP_SECRETS: Record<ShopKind, readonly ConnectionField[]> = {
  shopify: changeable("shopify"),
  woocommerce: changeable("woocommerce"),
  cyberbiz: changeable("cyberbiz"),
  shopline: changeable("shopline"),
};

/** The fields with the LINE accounts of these connections to choose from. */
export function withLineAccounts(
  fields: readonly ConnectionField[],
  connections: readonly ConnectionItem[],
): readonly ConnectionField[] {
  const channels = connections.flatMap((connection) => connection.channels);
  const line = new Map(channels.filter(({ kind }) => kind === "line").map(({ id, name }) => [id, name]));
  const choices = [...line].map(([value, label]) => ({ value, label }));
  return fields.map((field) => (field.choices ? { ...field, choices } : field));
}
