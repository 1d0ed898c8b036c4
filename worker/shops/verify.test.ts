import { expect, test } from "vitest";
import type { ShopKind } from "../../shared/channels.ts";
import { SHOPS } from "./registry.ts";

const BODY = new TextEncoder().encode('{"hello":"world"}');
const BASE64 = "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=";
const HEX = "b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3";

const HEADERS: Record<ShopKind, string> = {
  shopify: "X-Shopify-Hmac-Sha256",
  woocommerce: "X-WC-Webhook-Signature",
  cyberbiz: "X-Cyberbiz-Hmac-Sha256",
  shopline: "X-Shopline-Hmac-Sha256",
};

function passes(
  kind: ShopKind,
  signature: string | null,
  body = BODY,
  webhookSecret = "test_secret",
): boolean {
  const headers = new Headers(signature === null ? {} : { [HEADERS[kind]]: signature });
  return SHOPS[kind].verifier({ webhookSecret })({ headers, body, now: 0 });
}

test.each([
  ["shopify", true, false],
  ["woocommerce", true, false],
  ["cyberbiz", true, true],
  ["shopline", true, true],
] as const)("%s: base64 %s, hex %s", (kind, base64, hex) => {
  expect(passes(kind, BASE64)).toBe(base64);
  expect(passes(kind, HEX)).toBe(hex);
});

test.each(Object.keys(SHOPS) as ShopKind[])("%s: nothing else passes", (kind) => {
  const given = kind === "cyberbiz" ? HEX : BASE64;
  expect(passes(kind, given)).toBe(true);
  expect(passes(kind, null)).toBe(false);
  expect(passes(kind, "")).toBe(false);
  expect(passes(kind, `${given} `.trimEnd().slice(0, -1))).toBe(false);
  expect(passes(kind, `sha256=${HEX}`)).toBe(false);
  expect(passes(kind, HEX.toUpperCase())).toBe(false);
  expect(passes(kind, given, new TextEncoder().encode('{"hello": "world"}'))).toBe(false);
  expect(passes(kind, given, BODY, "another")).toBe(false);
  expect(passes(kind, given, BODY, "")).toBe(false);
  const withoutSecret = SHOPS[kind].verifier({});
  expect(withoutSecret({ headers: new Headers({ [HEADERS[kind]]: given }), body: BODY, now: 0 })).toBe(false);
});

test("the bytes are verified as they came, escapes and all", () => {
  const escaped = new TextEncoder().encode(String.raw`{"t":"\u4f60\u597d"}`);
  const plain = new TextEncoder().encode('{"t":"你好"}');
  const hex = "7240ec8817c2331364e5cf51d8250b9df8ad9fc15b0b640c909e65c2d2d3c3dd";
  expect(passes("cyberbiz", hex, escaped)).toBe(true);
  expect(passes("cyberbiz", hex, plain)).toBe(false);
});
