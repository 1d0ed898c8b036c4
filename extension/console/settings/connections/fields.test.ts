import { expect, test } from "vitest";
import { firstWrong, NEW_FIELDS, originsOf, SECRET_FIELDS, valuesOf } from "./fields.ts";

const chatwoot = { name: "Chat", origin: "https://chat.shop.tw", accountId: "1" };

test("what is typed is sent trimmed, what is empty is not sent, and a start counts as typed", () => {
  expect(valuesOf(NEW_FIELDS.chatwoot, { ...chatwoot, name: " Chat ", apiToken: "  " })).toEqual({
    ...chatwoot,
    requestsPerSecond: "5",
  });
});

test("the first field that does not hold is named with its message", () => {
  const wrong = (more: Record<string, string>) =>
    firstWrong(NEW_FIELDS.chatwoot, valuesOf(NEW_FIELDS.chatwoot, { ...chatwoot, ...more }));
  expect(wrong({})).toBeNull();
  expect(wrong({ name: " " })).toEqual({ name: "name", message: "console.required" });
  expect(wrong({ origin: "chat" })).toEqual({
    name: "origin",
    message: "connections.chatwoot.origin.invalid",
  });
  expect(wrong({ accountId: "one" })?.name).toBe("accountId");
  expect(wrong({ requestsPerSecond: "51" })?.name).toBe("requestsPerSecond");
  expect(wrong({ requestsPerSecond: "0" })?.name).toBe("requestsPerSecond");
});

test("credentials left empty are kept, so nothing of them is required", () => {
  expect(firstWrong(SECRET_FIELDS.line, {})).toBeNull();
  expect(firstWrong(NEW_FIELDS.line, {})).not.toBeNull();
});

test("a shop's addresses are read as people write them", () => {
  expect(originsOf("shop.tw https://www.shop.tw/cart, http://localhost:3000\nshop.tw")).toEqual([
    "https://shop.tw",
    "https://www.shop.tw",
    "http://localhost:3000",
  ]);
  expect(originsOf("https://www.shop.tw javascript:alert(1)")).toBeNull();
  expect(originsOf(" ")).toEqual([]);
});

test("a new pixel starts with a key that nobody guesses", () => {
  const make = NEW_FIELDS.pixel.find(({ name }) => name === "shopKey")?.make;
  const keys = new Set(Array.from({ length: 20 }, () => make?.()));
  expect(keys.size).toBe(20);
  for (const key of keys) expect(key).toMatch(/^[\w-]{43}$/);
  const values = { name: "Shop", origins: "shop.tw", shopKey: [...keys][0] ?? "" };
  expect(firstWrong(NEW_FIELDS.pixel, values)).toBeNull();
  expect(firstWrong(NEW_FIELDS.pixel, { ...values, shopKey: "short" })?.name).toBe("shopKey");
  expect(firstWrong(NEW_FIELDS.pixel, { ...values, origins: "not an address!" })?.name).toBe("origins");
});
