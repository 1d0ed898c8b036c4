import { closeSync, copyFileSync, fstatSync, openSync } from "node:fs";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { queryElsewhere, startWriter } from "../test/writer-process.ts";
import { DatabaseFull, DatabaseUnavailable } from "./database.ts";
import { DatabaseLocked, type Embedded, openEmbedded, SnapshotSpoiled } from "./embedded.ts";

let folder: string;
let path: string;
const opened: Embedded[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-embedded-"));
  path = join(folder, "shop.db");
});
afterEach(async () => {
  for (const db of opened.splice(0)) db.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(at = path): Promise<Embedded> {
  const db = await openEmbedded(at);
  opened.push(db);
  return db;
}

const stored = async (): Promise<Set<unknown>> =>
  new Set((await queryElsewhere(path, "select id from row")).map((row) => row["id"]));

test("a bare client loses writes it acknowledged once somebody held the lock", async () => {
  const writer = startWriter("raw", path);
  await writer.ended;
  const kept = await stored();
  expect(writer.acknowledged.filter((id) => !kept.has(id)).length).toBeGreaterThan(0);
}, 30_000);

test("the same writes through the guarded one lose nothing, and the lock cannot be had", async () => {
  const writer = startWriter("embedded", path);
  await writer.ended;
  expect(writer.acknowledged).toHaveLength(75);
  const kept = await stored();
  expect(writer.acknowledged.filter((id) => !kept.has(id))).toEqual([]);
}, 30_000);

test("a killed process leaves every acknowledged write behind", async () => {
  const writer = startWriter("forever", path);
  while (writer.acknowledged.length < 500) await sleep(5);
  writer.child.kill("SIGKILL");
  await writer.ended;
  const kept = await stored();
  expect(writer.acknowledged.filter((id) => !kept.has(id))).toEqual([]);
}, 30_000);

test("a second process is told that the file has an owner", async () => {
  const writer = startWriter("forever", path);
  while (writer.acknowledged.length === 0) await sleep(5);
  await expect(openEmbedded(path)).rejects.toBeInstanceOf(DatabaseLocked);
  writer.child.kill("SIGKILL");
  await writer.ended;
  await expect(open()).resolves.toBeDefined();
}, 30_000);

test("three hundred calls at once neither fail nor mix; a failing batch leaves nothing", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict"]);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, (_, i) =>
      i % 10 === 9
        ? db.write([`insert into row values ('half-${i}')`, "insert into row values ('0')"])
        : db.write([`insert into row values ('${i}')`]),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.status === "rejected")).toHaveLength(30);
  const [rows] = await db.read(["select count(*) as n, sum(id like 'half%') as half from row"]);
  expect(rows?.rows[0]).toMatchObject({ n: 270, half: 0 });
});

test("what was not acknowledged is not stored: calls after closing are refused", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict"]);
  const pending = db.write(["insert into row values ('late')"]);
  db.close();
  await expect(pending).rejects.toBeInstanceOf(DatabaseUnavailable);
  const again = await open();
  expect((await again.read(["select * from row"]))[0]?.rows).toEqual([]);
});

test("after a call that found the database busy nothing more is acknowledged, and who can end the process is told", async () => {
  let lost = 0;
  const db = await openEmbedded(path, { onLost: () => void lost++ });
  opened.push(db);
  await db.write(["create table row (id text primary key) strict", "insert into row values ('before')"]);
  // A checkpoint inside a transaction is what SQLite calls locked.
  const busy = db.write(["insert into row values ('never')", "pragma wal_checkpoint(truncate)"]);
  const next = db.write(["insert into row values ('next')"]);
  await expect(busy).rejects.toBeInstanceOf(DatabaseUnavailable);
  await expect(next).rejects.toBeInstanceOf(DatabaseUnavailable);
  expect(lost).toBe(1);
  const copy = join(folder, "copy.db");
  for (const suffix of ["", "-wal"]) spawnSync("cp", [`${path}${suffix}`, `${copy}${suffix}`]);
  expect(await queryElsewhere(copy, "select id from row")).toEqual([{ id: "before" }]);
}, 20_000);

test("a call that holds the event loop is told of, by its statement and without its values", async () => {
  const slow: [number, string][] = [];
  const db = await openEmbedded(path, { onSlow: (ms, sql) => void slow.push([ms, sql]) });
  opened.push(db);
  const sql =
    "with recursive n(i) as (select ? union all select i + 1 from n where i < 3000000) select max(i) from n";
  await db.read([{ sql, args: [1] }]);
  expect(slow).toEqual([[expect.any(Number), sql]]);
});

test("ending leaves everything in the one file", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict", "insert into row values ('kept')"]);
  await db.end();
  const copy = join(folder, "copy.db");
  copyFileSync(path, copy);
  expect(await queryElsewhere(copy, "select id from row")).toEqual([{ id: "kept" }]);
  await expect(db.read(["select 1"])).rejects.toBeInstanceOf(DatabaseUnavailable);
});

test("a file that was closed and moved can be opened again by the same process", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict", "insert into row values ('kept')"]);
  await db.end();
  const moved = join(folder, "moved.db");
  await rename(path, moved);
  expect((await (await open(moved)).read(["select id from row"]))[0]?.rows).toMatchObject([{ id: "kept" }]);
});

test("a snapshot is the moment it was taken, while writes go on and are kept", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key, filler text) strict"]);
  const fill = (prefix: string) =>
    db.write([
      {
        sql: `with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
        insert into row select ? || i, hex(randomblob(500)) from n`,
        args: [prefix],
      },
    ]);
  await fill("before-");
  const copy = join(folder, "copy.db");
  await db.snapshot(async (from) => {
    await fill("during-");
    // From another process, as `snapshot` asks.
    expect(spawnSync("cp", [from, copy]).status).toBe(0);
    await fill("still-");
  });
  const inCopy = await queryElsewhere(copy, "select count(*) as n, sum(id like 'before-%') as b from row");
  expect(inCopy).toEqual([{ n: 5000, b: 5000 }]);
  expect(await queryElsewhere(copy, "pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
  await fill("after-");
  expect((await db.read(["select count(*) as n from row"]))[0]?.rows[0]?.["n"]).toBe(20_000);
  expect((await db.read(["pragma wal_autocheckpoint"]))[0]?.rows[0]?.[0]).toBe(0);
}, 30_000);

test("a snapshot of a database that was closed meanwhile is refused", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict"]);
  const copied = db.snapshot(async (from) => {
    db.close();
    copyFileSync(from, join(folder, "copy.db"));
  });
  await expect(copied).rejects.toBeInstanceOf(SnapshotSpoiled);
});

test("closing twice closes no file of anybody else", async () => {
  const db = await open();
  await db.write(["create table row (id text primary key) strict"]);
  db.close();
  await sleep(100);
  // The number that was the log's goes to the next who asks.
  const others = Array.from({ length: 20 }, () => openSync(folder, "r"));
  db.close();
  await sleep(100);
  for (const fd of others) expect(fstatSync(fd).isDirectory()).toBe(true);
  for (const fd of others) closeSync(fd);
});

test("a path with characters that mean something in a URL is a path", async () => {
  const db = await open(join(folder, "a?b#c%20d.db"));
  await db.write(["create table row (id text primary key) strict"]);
  expect(await readdir(folder)).toContain("a?b#c%20d.db");
});

test("a full disk is told of by its name, keeps what is there, and once there is room it goes on", async () => {
  const refused: string[] = [];
  const db = await openEmbedded(path, { onRefused: (reason) => void refused.push(reason) });
  opened.push(db);
  await db.write(["create table row (id text primary key, filler text) strict"]);
  const write = (id: string) =>
    db.write([{ sql: "insert into row values (?, hex(randomblob(20000)))", args: [id] }]);
  await write("before");
  await db.read(["pragma max_page_count = 1"]);
  await expect(write("without room")).rejects.toBeInstanceOf(DatabaseFull);
  expect(refused).toEqual(["there is no room for more"]);
  expect((await db.read(["select id from row"]))[0]?.rows).toMatchObject([{ id: "before" }]);
  await db.read(["pragma max_page_count = 1000000"]);
  await write("after");
  expect((await db.read(["select id from row order by id"]))[0]?.rows).toMatchObject([
    { id: "after" },
    { id: "before" },
  ]);
});
