import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { blanked } from "./blank.ts";
import { type Embedded, openEmbedded } from "./embedded.ts";

const folder = await mkdtemp(join(tmpdir(), "alongside-compact-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

const CANARY = "CANARY7f3a";

/** Looked at from outside: opening the file here would drop SQLite's locks. */
const copiesIn = (path: string): number =>
  spawnSync("sh", ["-c", 'cat "$1"* | grep -aoF "$2"', "sh", path, CANARY], { encoding: "utf8" })
    .stdout.split("\n")
    .filter(Boolean).length;

/** The same numbers in every run, from 0 to 1. */
function numbers(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Rows of two people, of many lengths, some growing and shrinking; then those of one are deleted. */
async function fillAndDelete(db: Embedded): Promise<void> {
  const random = numbers();
  await db.write([
    "create table row (seq integer primary key, id text unique, owner text, text text) strict",
    "create index row_by_owner on row (owner, seq)",
  ]);
  for (let round = 0; round < 60; round++) {
    const inserts = Array.from({ length: 40 }, (_, i) => {
      const text = random() < 0.5 ? CANARY : "abcdefghij";
      const filled = text.repeat(Math.ceil(random() ** 3 * 150));
      const id = `${text}-${Math.floor(random() * 1e9)}-${round}-${i}`;
      return { sql: "insert into row (id, owner, text) values (?, ?, ?)", args: [id, text, filled] };
    });
    await db.write([...inserts, `update row set text = text || text where seq % 17 = ${round % 17}`]);
  }
  await db.write([{ sql: "delete from row where owner = ?", args: [CANARY] }]);
}

test("SQLite leaves copies of what was deleted in its pages and its log; compact leaves none", async () => {
  const path = join(folder, "file.db");
  const db = await openEmbedded(path);
  await fillAndDelete(db);
  // As it would be without: an emptied log and secure_delete are not enough.
  await db.read(["pragma wal_checkpoint(truncate)"]).catch(() => undefined);
  const before = copiesIn(path);
  expect(before).toBeGreaterThan(0);
  const [counted] = await db.read(["select count(*) as n, sum(length(text)) as l from row"]);

  let steps = 0;
  for (let at: number | null = 0; at !== null; steps++) at = await db.compact(at);
  expect(steps).toBeGreaterThan(1);
  expect(copiesIn(path)).toBe(0);
  const [after, check] = await db.read([
    "select count(*) as n, sum(length(text)) as l from row",
    "pragma integrity_check",
  ]);
  expect(after?.rows).toEqual(counted?.rows);
  expect(check?.rows).toMatchObject([{ integrity_check: "ok" }]);
  await db.end();
});

test("writes between the steps are kept, also those to pages that were read before", async () => {
  const db = await openEmbedded(join(folder, "busy.db"));
  await fillAndDelete(db);
  const writing = (async () => {
    for (let i = 0; i < 200; i++) {
      await db.write([{ sql: "update row set text = ? where seq % 7 = ?", args: [`kept ${i}`, i % 7] }]);
    }
  })();
  for (let round = 0; round < 5; round++) {
    for (let at: number | null = 0; at !== null;) at = await db.compact(at);
  }
  await writing;
  const [rows, check] = await db.read([
    "select count(*) as n from row where text not like 'kept %' or (substr(text, 6) + 0) % 7 <> seq % 7",
    "pragma integrity_check",
  ]);
  expect(rows?.rows).toMatchObject([{ n: 0 }]);
  expect(check?.rows).toMatchObject([{ integrity_check: "ok" }]);
  await db.end();
});

test("a page that is none of a b-tree, or is not what it says, is left alone", () => {
  const page = new Uint8Array(4096).fill(65);
  expect(blanked(page)).toBeNull();
  page[0] = 13;
  expect(blanked(page)).toBeNull();
  expect(blanked(new Uint8Array(4096))).toBeNull();
});
