import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { metaHandshake, metaVerifier } from "./verify.ts";

const SECRET = "test_secret";
const verify = metaVerifier({ appSecret: SECRET });
const passes = (body: string, signature: string | null, check = verify) =>
  check({
    headers: new Headers(signature === null ? {} : { "X-Hub-Signature-256": signature }),
    body: new TextEncoder().encode(body),
    now: 0,
  });
const sign = (body: string, secret = SECRET) =>
  `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;

test("the published vectors pass: what is signed are the bytes, with what is not ASCII escaped", () => {
  expect(
    passes('{"hello":"world"}', "sha256=b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3"),
  ).toBe(true);
  const escaped = "sha256=7240ec8817c2331364e5cf51d8250b9df8ad9fc15b0b640c909e65c2d2d3c3dd";
  expect(passes(String.raw`{"t":"\u4f60\u597d"}`, escaped)).toBe(true);
  expect(passes('{"t":"你好"}', escaped), "the same meaning in other bytes").toBe(false);
});

test("no signature, another scheme, another spelling, another secret: refused", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(63), (body, at) => {
      const signature = sign(body);
      expect(passes(body, signature)).toBe(true);
      const digit = signature[7 + at] === "0" ? "1" : "0";
      for (const other of [
        null,
        "",
        "sha256=",
        signature.slice(7),
        signature.replace("sha256=", "sha1="),
        signature.slice(0, -1),
        `${signature}0`,
        signature.slice(0, 7 + at) + digit + signature.slice(8 + at),
        sign(`${body} `),
        sign(body, `${SECRET}x`),
      ])
        expect([other, passes(body, other)]).toEqual([other, false]);
      expect(passes(body, signature.toUpperCase())).toBe(false);
    }),
    { numRuns: 30 },
  );
  expect(passes("a", sign("a", ""), metaVerifier({}))).toBe(false);
});

test("the challenge is given to whoever knows the token, and to nobody else", () => {
  const ask = (query: Record<string, string>, credentials = { verifyToken: "ours" }) =>
    metaHandshake(credentials)(new URLSearchParams(query));
  const right = { "hub.mode": "subscribe", "hub.verify_token": "ours", "hub.challenge": "1158201444" };
  expect(ask(right)).toBe("1158201444");
  expect(ask({ ...right, "hub.verify_token": "theirs" })).toBeNull();
  expect(ask({ ...right, "hub.verify_token": "" })).toBeNull();
  expect(ask({ ...right, "hub.mode": "unsubscribe" })).toBeNull();
  expect(ask({ ...right, "hub.challenge": "1".repeat(1001) })).toBeNull();
  expect(ask({})).toBeNull();
  expect(metaHandshake({})(new URLSearchParams(right))).toBeNull();
});
