import { expect, test } from "vitest";
import { SHOP_KINDS } from "../../../../shared/channels.ts";
import type { ConnectionItem } from "../../../../shared/schemas/connections.ts";
import { firstWrong, NEW_FIELDS, SECRET_FIELDS, valuesOf } from "./fields.ts";
import { SHOP_FIELDS, withLineAccounts } from "./shop-fields.ts";

const typed = { name: "Shop", domain: "wuyu.myshopify.com", webhookSecret: "s" };

test.each(SHOP_KINDS)("%s: a name, an address and a secret are enough", (kind) => {
  const wrong = (values: Record<string, string>) =>
    firstWrong(NEW_FIELDS[kind], valuesOf(NEW_FIELDS[kind], values))?.name;
  expect(wrong(typed)).toBeUndefined();
  expect(wrong({ ...typed, webhookSecret: " " })).toBe("webhookSecret");
  expect(wrong({ ...typed, domain: "javascript:alert(1)" })).toBe("domain");
  expect(wrong({ ...typed, domain: "https://shop.tw/store" })).toBeUndefined();
  expect(firstWrong(SECRET_FIELDS[kind], {})).toBeNull();
});

test("a token is asked for of shops whose orders are fetched by it", () => {
  const asked = SHOP_KINDS.filter((kind) => SHOP_FIELDS[kind].some(({ name }) => name === "apiToken"));
  expect(asked).toEqual(["shopify", "woocommerce", "cyberbiz"]);
});

test("the LINE accounts that are connected can be chosen, each once", () => {
  const channel = { id: "c1", kind: "line", accountId: "U", name: "LINE", accountKey: "U" };
  const connections = [
    { channels: [channel, { ...channel, id: "c2", kind: "messenger" }] },
    { channels: [channel] },
  ] as unknown as ConnectionItem[];
  const field = withLineAccounts(SHOP_FIELDS.cyberbiz, connections).find(({ choices }) => choices);
  expect(field?.choices).toEqual([{ value: "c1", label: "LINE" }]);
  expect(withLineAccounts(SHOP_FIELDS.shopify, connections)).toEqual(SHOP_FIELDS.shopify);
});
