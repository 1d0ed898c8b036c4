import fc from "fast-check";
import { expect, test } from "vitest";
import { isPublicAddress, isPublicUrl } from "./address.ts";

test.each([
  "https://graph.facebook.com/v25.0",
  "https://8.8.8.8",
  "https://[2a03:2880:f10c:83:face:b00c:0:25de]/",
  "https://例え.jp/",
  "https://chat.shop.tw:8443",
])("%s may be called", (url) => expect(isPublicUrl(url)).toBe(true));

test.each([
  "http://graph.facebook.com",
  "ftp://graph.facebook.com",
  "https://user:secret@graph.facebook.com",
  "https://localhost",
  "https://LOCALHOST.",
  "https://a.localhost",
  "https://printer.local",
  "https://metadata.google.internal",
  "https://intranet",
  "https://127.0.0.1",
  "https://127.1",
  "https://0x7f.1",
  "https://0177.0.0.1",
  "https://2130706433",
  "https://0x7f000001.",
  "https://１２７.0.0.1",
  "https://127。0。0。1",
  "https://0",
  "https://0.0.0.0",
  "https://10.1.2.3",
  "https://100.64.0.1",
  "https://169.254.169.254",
  "https://172.31.255.255",
  "https://192.168.0.1",
  "https://224.0.0.1",
  "https://255.255.255.255",
  "https://[::1]",
  "https://[::]",
  "https://[::ffff:127.0.0.1]",
  "https://[::ffff:a00:1]",
  "https://[::127.0.0.1]",
  "https://[64:ff9b::7f00:1]",
  "https://[2002:7f00:1::]",
  "https://[2001::1]",
  "https://[fe80::1]",
  "https://[fc00::1]",
  "https://[fd12:3456::1]",
  "https://[ff02::1]",
  "https://[2001:db8::1]",
  "no address",
])("%s may not be called", (url) => expect(isPublicUrl(url)).toBe(false));

test("however a private IPv4 address is written, it is private", () => {
  const private4 = fc.constantFrom(
    [10, 0, 0, 0],
    [127, 0, 0, 0],
    [169, 254, 0, 0],
    [192, 168, 0, 0],
    [100, 127, 0, 0],
  );
  const spell = (n: number, how: number) =>
    how === 0 ? String(n) : how === 1 ? `0x${n.toString(16)}` : `0${n.toString(8)}`;
  fc.assert(
    fc.property(
      private4,
      fc.nat(255),
      fc.nat(255),
      fc.array(fc.nat(2), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      ([a = 0, b = 0], c, d, how, parts) => {
        const bytes = [a, b, c, d];
        const last = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
        const written = [...bytes.slice(0, parts - 1), last].map((n, i) => spell(n, how[i] ?? 0)).join(".");
        expect(isPublicUrl(`https://${written}/`)).toBe(false);
        const hex = (n: number, m: number) => ((n << 8) | m).toString(16);
        expect(isPublicAddress(`::ffff:${hex(a, b)}:${hex(c, d)}`)).toBe(false);
        expect(isPublicAddress(`::FFFF:${bytes.join(".")}`)).toBe(false);
      },
    ),
  );
});

test("what is no address is not public", () => {
  for (const text of ["", "1.2.3", "1.2.3.4.5", "256.1.1.1", "::g", "example.com", "1:2", "fe80::1%eth0"])
    expect([text, isPublicAddress(text)]).toEqual([text, false]);
  expect(isPublicAddress("2606:4700:4700::1111")).toBe(true);
  expect(isPublicAddress("::ffff:8.8.8.8")).toBe(true);
});
