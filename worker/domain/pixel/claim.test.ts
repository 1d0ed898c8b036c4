import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claimText, readClaim, signClaim } from "./claim.ts";

const KEY = "the key of the shop, which is long enough";
const NOW = 1_795_000_000_000;

const text = fc.oneof(
  fc.string({ maxLength: 12, unit: "binary" }),
  fc.string({ maxLength: 12, unit: fc.constantFrom("0", "1", "3", ":", ",", "M", "é", "小") }),
);
const claim = fc.tuple(
  fc.constantFrom("identify" as const, "chat" as const),
  fc.array(text, { maxLength: 4 }),
  fc.integer({ min: 0, max: 30 }),
);

test("no two different claims are signed as the same text", () => {
  fc.assert(
    fc.property(claim, claim, (one, other) => {
      const same = JSON.stringify(one) === JSON.stringify(other);
      expect(claimText(...one) === claimText(...other)).toBe(same);
    }),
    { numRuns: 2000 },
  );
});

test("values that run into one another are told apart", () => {
  const texts = [
    claimText("identify", ["M1", "2", ""], 3),
    claimText("identify", ["M", "12", ""], 3),
    claimText("identify", ["M12", "", ""], 3),
    claimText("identify", ["", "M12", ""], 3),
    claimText("identify", ["2:M1,", "2", ""], 3),
    claimText("chat", ["M12", "", ""], 3),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});

test("the documented text and signature", () => {
  const documented = "8:identify,7:M204117,13:amy@shop.test,0:,13:1795000000000,";
  expect(claimText("identify", ["M204117", "amy@shop.test", ""], NOW)).toBe(documented);
  expect(claimText("identify", ["會員", "", ""], 1)).toBe("8:identify,6:會員,0:,0:,1:1,");
  expect(signClaim(KEY, documented)).toBe(createHmac("sha256", KEY).update(documented).digest("hex"));
});

const member = fc.record({
  memberId: fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" }).filter((s) => !s.includes("\0")),
  email: fc.string({ maxLength: 20, unit: "grapheme-ascii" }),
  phone: fc.string({ maxLength: 12, unit: fc.constantFrom(..."+0123456789") }),
});
type Member = { memberId: string; email: string; phone: string };
const signed = (who: Member, at = NOW, key = KEY) => ({
  ...who,
  at,
  signature: signClaim(key, claimText("identify", [who.memberId, who.email, who.phone], at)),
});

test("any member passes under the shop's signature, and nobody else under it", () => {
  fc.assert(
    fc.property(member, member, (who, other) => {
      const given = signed(who);
      expect(readClaim("identify", given, KEY, NOW)).toMatchObject({
        values: [who.memberId, who.email, who.phone],
      });
      const same = JSON.stringify(who) === JSON.stringify(other);
      expect(typeof readClaim("identify", { ...given, ...other }, KEY, NOW) === "object").toBe(same);
      expect(readClaim("identify", given, `${KEY}x`, NOW)).toBeTypeOf("string");
      expect(readClaim("chat", { ...given, visitor: who.memberId }, KEY, NOW)).toBeTypeOf("string");
      expect(readClaim("identify", { ...given, at: NOW + 1 }, KEY, NOW)).toBeTypeOf("string");
    }),
  );
});

test("forged signatures of any shape are refused", () => {
  const given = signed({ memberId: "M1", email: "", phone: "" });
  const { signature } = given;
  const last = signature.at(-1) === "0" ? "1" : "0";
  for (const forged of [
    undefined,
    null,
    "",
    true,
    {},
    [signature],
    signature.toUpperCase(),
    `${signature} `,
    signature.slice(0, -1),
    signature.slice(0, -1) + last,
    Buffer.from(signature, "hex").toString("base64"),
    "0".repeat(64),
    signClaim("", claimText("identify", ["M1", "", ""], NOW)),
  ]) {
    expect(readClaim("identify", { ...given, signature: forged }, KEY, NOW)).toBe(
      "the signature does not match",
    );
  }
});

test("a signature lasts an hour, and a shop's clock may be some minutes ahead", () => {
  const read = (offset: number) =>
    readClaim("identify", signed({ memberId: "M1", email: "", phone: "" }, NOW + offset), KEY, NOW);
  expect(read(-3_600_000)).toMatchObject({ values: ["M1", "", ""] });
  expect(read(-3_600_001)).toMatch(/older/);
  expect(read(300_000)).toMatchObject({ values: ["M1", "", ""] });
  expect(read(300_001)).toMatch(/future/);
});

test("who cannot be kept as they are is nobody", () => {
  const signedAs = (memberId: string) => signed({ memberId, email: "", phone: "" });
  for (const memberId of ["", "M\0", "M\ud800", "M".repeat(256)])
    expect(readClaim("identify", signedAs(memberId), KEY, NOW)).toMatch(/who/);
  for (const given of [null, undefined, "M1", [], { memberId: { a: 1 }, at: NOW }, { memberId: "M1" }])
    expect(readClaim("identify", given, KEY, NOW)).toBeTypeOf("string");
  expect(readClaim("identify", { ...signedAs("7"), memberId: 7 }, KEY, NOW)).toMatchObject({
    values: ["7", "", ""],
  });
});
