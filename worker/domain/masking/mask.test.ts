import * as fc from "fast-check";
import { expect, test } from "vitest";
import { MASK } from "../../../shared/masking.ts";
import { masked, maskedText } from "./mask.ts";
import type { MaskPolicy } from "./policy.ts";

const everything = (...secrets: MaskPolicy["secrets"]): MaskPolicy => ({
  kinds: ["phone", "email", "id"],
  secrets,
});

test("values are masked by their names, at any depth, and in the texts beside them", () => {
  const answer = {
    id: "01a1f489-4800-7fd8-9b70-731bcd08ae83",
    next: "1795104000000.01a1f489-4800-7fd8-9b70-731bcd08ae83",
    channels: [{ kind: "line", accountId: `U${"0".repeat(32)}`, externalId: "PSID-1234" }],
    profile: {
      memberNo: { value: "M-1001", source: "shop", at: 5 },
      name: { value: "M-1001 王", source: "agent", at: 5 },
    },
    history: [{ field: "phone", before: "+886900000001", after: null }],
    note: "was 0900-000-001, now PSID-1234",
    at: 1795104000000,
  };
  expect(masked(answer, everything())).toEqual({
    ...answer,
    channels: [{ kind: "line", accountId: `U${"0".repeat(32)}`, externalId: "••••••234" }],
    profile: {
      memberNo: { value: MASK, source: "shop", at: 5, masked: true },
      name: { value: `${MASK} 王`, source: "agent", at: 5, masked: true },
    },
    history: [{ field: "phone", before: "••••••001", after: null }],
    note: `was ${MASK}, now ${MASK}`,
  });
});

test("who sees everything is answered the very same", () => {
  const answer = { email: "a@b.test" };
  expect(masked(answer, { kinds: [], secrets: [["email", "a@b.test"]] })).toBe(answer);
});

test("a member number that is a word of ours breaks no answer", () => {
  const answer = { source: "agent", memberNo: "agent", name: "an agent" };
  expect(masked(answer, everything())).toEqual({ source: "agent", memberNo: MASK, name: `an ${MASK}` });
});

test("WhatsApp's id of a person is their number, also where ids are shown", () => {
  const policy: MaskPolicy = { kinds: ["phone"], secrets: [] };
  expect(masked({ externalId: "886912345678" }, policy)).toEqual({ externalId: "••••••678" });
  expect(masked({ externalId: "U-1234" }, policy)).toEqual({ externalId: "U-1234" });
});

const separators = fc.constantFrom("", "-", " ", ".", ") ", " - ");

test("a known number is found in any grouping, with and without its country", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 9, maxLength: 9 }),
      fc.constantFrom("+886", "886", "0", "00886", ""),
      separators,
      fc.constantFrom("", "電話", "tel:", "(", "Tel "),
      (digits, prefix, separator, before) => {
        const written = `${prefix}${separator}${digits.join(separator)}`;
        const text = maskedText(
          `${before}${written} thanks`,
          everything(["phone", `+886${digits.join("")}`]),
        );
        expect(text.replaceAll(/\D/g, "")).not.toContain(digits.slice(1).join(""));
      },
    ),
  );
});

const WRITTEN = [
  "０９１２３４５６７８",
  "０９１２-345-678",
  "0912–345–678",
  "0912‑345‑678",
  "0912/345/678",
  "0912_345_678",
  "0912\u200b345678",
  "ming＠shop.test",
  "ｍｉｎｇ＠ｓｈｏｐ．ｔｅｓｔ",
];

test.each(WRITTEN)("%s is found in any width and with anything between, known or not", (written) => {
  const known = everything(["phone", "+886912345678"], ["email", "ming@shop.test"]);
  for (const policy of [everything(), known]) {
    expect(maskedText(`２ call ${written}, ok…`, policy)).toBe(`２ call ${MASK}, ok…`);
    expect(maskedText(`請打\u200b${written} 謝謝`, policy)).toBe(`請打\u200b${MASK} 謝謝`);
    expect(maskedText(written, policy)).toMatch(/^(••••••678|m•••@•••)$/);
  }
});

test("beside Chinese, and beside what shows nothing, a number is a number", () => {
  for (const before of ["電話", "電話－", "好的…", "Tel\u200b"]) {
    expect(maskedText(`${before}0912345678謝謝`, everything())).toBe(`${before}${MASK}謝謝`);
  }
});

test("a JSON number that is a known phone is masked, and no time, amount or version is", () => {
  const policy = everything(["phone", "+886912345678"], ["id", "1001"]);
  const answer = { at: 1795104000000, version: 1001, amount: 91234567, rate: 0.5 };
  for (const value of [912345678, 886912345678]) {
    expect(masked({ ...answer, value }, policy)).toEqual({ ...answer, value: "••••••678" });
  }
});

test("dates, amounts, order numbers and names stay as they are", () => {
  const text =
    "2026-11-20 14:05, order #20261120001, NT$1,299, A-100, 王小明, https://shop.test/p/12345678, 2026/01/02 14:05, 01/02/2026 14:05, 01/02 09:30, B-0012345678, ２０２６／０１／０２";
  expect(maskedText(text, everything())).toBe(text);
});

test("hostile texts end, and hold no email or number", () => {
  for (const unit of [
    "a",
    "0",
    "0 ",
    "+",
    "@",
    "a@",
    "%40",
    "(0",
    ".",
    " ",
    "‮",
    "😀",
    "<b>",
    "０",
    "\u200b",
    "0/",
    "/",
    "0_",
    "_",
    "–",
  ]) {
    const text = `${unit.repeat(10_000 / unit.length)} amy@shop.test 0912 345 678`;
    const shown = maskedText(text, everything(["id", "((((.*"], ["phone", "+886912345678"]));
    expect(shown).not.toMatch(/amy@shop|345 678/);
  }
});
