import { expect, test } from "vitest";
import { forgetLink, rememberedLink, rememberLink, serverOf, slugOf } from "./workspace-link.ts";

function storage() {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}

const at = (query: string) => new URL(`https://a.shop.tw/console${query}`);

test("the address names the workspace, and it is remembered for an address that does not", () => {
  const store = storage();
  expect(rememberedLink(store, at(""))).toBeNull();
  const named = rememberedLink(store, at("?workspace=Acme"));
  expect(named).toEqual({ server: "https://a.shop.tw", workspace: "acme" });
  if (named) rememberLink(store, named);
  expect(rememberedLink(store, at("?code=1"))).toEqual(named);
  expect(rememberedLink(store, at("?workspace=../evil"))).toEqual(named);
  expect(rememberedLink(store, null)).toEqual(named);
  forgetLink(store);
  expect(rememberedLink(store, at(""))).toBeNull();
});

test("what was remembered of another server does not hold here", () => {
  const store = storage();
  rememberLink(store, { server: "https://other.tw", workspace: "acme" });
  expect(rememberedLink(store, at(""))).toBeNull();
  expect(rememberedLink(store, null)?.server).toBe("https://other.tw");
});

test("broken storage is as good as none", () => {
  const store = storage();
  store.setItem("console.link", "{");
  expect(rememberedLink(store, at(""))).toBeNull();
});

test("what a person types becomes a short name or an origin, or neither", () => {
  expect(slugOf(" Acme-2 ")).toBe("acme-2");
  expect(slugOf("a b")).toBeNull();
  expect(serverOf("https://a.shop.tw/console?x")).toBe("https://a.shop.tw");
  expect(serverOf("a.shop.tw")).toBeNull();
});
