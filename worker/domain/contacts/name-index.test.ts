import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createTestWorkspace, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { indexContactName } from "./name-index.ts";
import { foldName, nameMatches, nameQuery } from "./name-terms.ts";

const shop = await createTestWorkspace();
const { contactId } = await insertContact(shop.db, TEST_NOW);

/** What the index alone finds, before the names are compared. */
async function indexFinds(name: string, search: string): Promise<boolean> {
  const match = nameQuery(search);
  if (match === null) return false;
  await shop.db.write(indexContactName({ contactId, name }));
  const [found] = await shop.db.read([
    { sql: "select count(*) as n from contact_name where contact_name match ?", args: [match] },
  ]);
  return Number(found?.rows[0]?.["n"]) === 1;
}

/** The plain reading of the rule: a part of the name; one or two Latin letters begin a word. */
function oracle(name: string, search: string): boolean {
  const latin = (c: string | undefined) => c !== undefined && /[\p{Script=Latin}\p{Nd}]/u.test(c);
  const letters = [...foldName(name)];
  return foldName(search)
    .split(" ")
    .every((word) => {
      const wanted = [...word];
      const run = wanted.findIndex((c) => !latin(c));
      const short = latin(wanted[0]) && (run === -1 ? wanted.length : run) < 3;
      return letters.some(
        (_, at) =>
          wanted.every((c, i) => letters[at + i] === c) && !(short && at > 0 && latin(letters[at - 1])),
      );
    });
}

const character = fc.constantFrom(
  ..."aAbBｂ1１éÉ王小明陳𠮷𠀋あアｱ한글กำ👩🏻‍💻 　-'\"*:(^\\_ß".split(/(?:)/u),
  "İ",
  "Σ",
  "ς",
  "\u200e",
);
const name = fc.string({ unit: character, minLength: 1, maxLength: 12 });

test("the index finds every name the search is a part of, and the comparison is the rule", async () => {
  await fc.assert(
    fc.asyncProperty(name, fc.nat(), fc.nat(12), name, async (whole, from, length, other) => {
      const letters = [...whole];
      const start = from % letters.length;
      const part = letters.slice(start, start + length + 1).join("");
      for (const search of [part, other]) {
        if (foldName(search) === "") continue;
        const expected = oracle(whole, search);
        expect(nameMatches(whole, search)).toBe(expected);
        expect(!expected || (await indexFinds(whole, search))).toBe(true);
      }
    }),
    { numRuns: 400, seed: 2 },
  );
});

test.each([
  ["王小明", "小明", true],
  ["王小明", "王明", false],
  ["王 小明", "王小", false],
  ["Amy王", "amy王", true],
  ["王Amylee", "王am", true],
  ["Tammy", "am", false],
  ["Tammy Am", "am", true],
  ["Tammy", "amm", true],
  ["𠮷野家", "𠮷", true],
  ["O'Brien", "o'b", true],
  ["Chen Amy", "amy chen", true],
  ["ΟΔΟΣ", "οσ", true],
])("the index knows whether %s is found by %s: %s", async (whole, search, expected) => {
  expect(await indexFinds(whole, search)).toBe(expected);
});

test.each([
  '"',
  "a OR b",
  "terms : x",
  "NEAR(a b)",
  "*",
  "^a",
  "-",
  'a"b',
  "(",
  "{a b}: c",
  "'; drop table contact",
])("%s is a text, not a query", async (search) => {
  expect(await indexFinds(`x ${search} y`, search)).toBe(true);
  expect(await indexFinds("王小明", search)).toBe(false);
});

test("without a name a contact leaves the index", async () => {
  await shop.db.write(indexContactName({ contactId, name: "王小明" }));
  await shop.db.write(indexContactName({ contactId, name: null }));
  const [found] = await shop.db.read([
    {
      sql: "select count(*) as n from contact_name where contact_name match ?",
      args: [nameQuery("王") ?? ""],
    },
  ]);
  expect(found?.rows[0]?.["n"]).toBe(0);
});
