import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chatwootVerifier } from "./chatwoot/verify.ts";
import { lineVerifier } from "./line/verify.ts";

const NOW = 1_763_600_000_000;
const bytes = (text: string) => new TextEncoder().encode(text);

test("the published vectors pass", () => {
  const body = bytes('{"hello":"world"}');
  const line = lineVerifier({ channelSecret: "test_secret" });
  const headers = new Headers({ "X-Line-Signature": "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=" });
  expect(line({ headers, body, now: NOW })).toBe(true);
  const chatwoot = chatwootVerifier({ webhookSecret: "test_secret" });
  const signed = new Headers({
    "X-Chatwoot-Timestamp": "1763600000",
    "X-Chatwoot-Signature": "sha256=ee1bc448f8ab393730a42902aebcf6ae2c5210ef6f92b622e90731f2cf5836e7",
  });
  expect(chatwoot({ headers: signed, body, now: NOW })).toBe(true);
});

const secret = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme-ascii" });
const body = fc.uint8Array({ minLength: 1, maxLength: 300 });

/** The same bytes but for one bit. */
const flipped = (given: Uint8Array, position: number): Uint8Array<ArrayBuffer> => {
  const copy = new Uint8Array(given);
  const at = Math.floor(position / 8) % copy.length;
  copy[at] = (copy[at] ?? 0) ^ (1 << (position % 8));
  return copy;
};

test("any body passes under its own signature, and under no other body, signature or secret", () => {
  fc.assert(
    fc.property(secret, body, fc.nat(10_000), (key, given, position) => {
      const whole = new Uint8Array(given);
      const digest = createHmac("sha256", key).update(whole).digest();
      const verify = lineVerifier({ channelSecret: key });
      const passes = (signed: Uint8Array<ArrayBuffer>, signature: string, check = verify) =>
        check({ headers: new Headers({ "x-line-signature": signature }), body: signed, now: NOW });
      const signature = digest.toString("base64");
      expect(passes(whole, signature)).toBe(true);
      expect(passes(flipped(whole, position), signature)).toBe(false);
      expect(passes(whole, Buffer.from(flipped(digest, position)).toString("base64"))).toBe(false);
      expect(passes(whole, signature, lineVerifier({ channelSecret: `${key}x` }))).toBe(false);
    }),
  );
});

test("every bit of a signature counts", () => {
  const given = bytes("body");
  const digest = createHmac("sha256", "key").update(given).digest();
  const verify = lineVerifier({ channelSecret: "key" });
  for (let bit = 0; bit < 256; bit++) {
    const signature = Buffer.from(flipped(digest, bit)).toString("base64");
    expect(verify({ headers: new Headers({ "x-line-signature": signature }), body: given, now: NOW })).toBe(
      false,
    );
  }
});

test("a signature has one spelling: no character of it may differ", () => {
  fc.assert(
    fc.property(body, fc.nat(63), fc.constantFrom(..."ABab01+/=- _"), (given, position, character) => {
      const whole = new Uint8Array(given);
      const digest = createHmac("sha256", "key").update(whole).digest();
      const line = digest.toString("base64");
      const hex = digest.toString("hex");
      const put = (text: string) => {
        const at = position % text.length;
        return text.slice(0, at) + character + text.slice(at + 1);
      };
      fc.pre(put(line) !== line && put(hex) !== hex);
      const verify = lineVerifier({ channelSecret: "key" });
      expect(verify({ headers: new Headers({ "x-line-signature": put(line) }), body: whole, now: NOW })).toBe(
        false,
      );
    }),
  );
});

test("a Chatwoot signature covers its timestamp and lasts five minutes", () => {
  fc.assert(
    fc.property(
      secret,
      body,
      fc.integer({ min: -900, max: 900 }),
      fc.nat(10_000),
      (key, given, off, position) => {
        const whole = new Uint8Array(given);
        const seconds = String(NOW / 1000 + off);
        const sign = (timestamp: string) =>
          `sha256=${createHmac("sha256", key).update(`${timestamp}.`).update(whole).digest("hex")}`;
        const verify = chatwootVerifier({ webhookSecret: key });
        const passes = (timestamp: string, signature: string, signed = whole) =>
          verify({
            headers: new Headers({ "x-chatwoot-timestamp": timestamp, "x-chatwoot-signature": signature }),
            body: signed,
            now: NOW,
          });
        expect(passes(seconds, sign(seconds))).toBe(Math.abs(off) <= 300);
        expect(passes(String(NOW / 1000), sign(String(NOW / 1000 + 1)))).toBe(false);
        expect(passes(seconds, sign(seconds), flipped(whole, position))).toBe(false);
        expect(passes(seconds, sign(seconds).toUpperCase())).toBe(false);
        expect(passes(seconds, `${sign(seconds)}=`)).toBe(false);
      },
    ),
  );
});
