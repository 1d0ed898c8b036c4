import { openSync, readSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryElsewhere } from "../test/writer-process.ts";
import { DatabaseUnavailable } from "./database.ts";
import { type Disk, logReaches } from "./disk.ts";
import { type Embedded, openEmbedded } from "./embedded.ts";

let folder: string;
let path: string;
const opened: Embedded[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-power-"));
  path = join(folder, "shop.db");
});
afterEach(async () => {
  for (const db of opened.splice(0)) db.close();
  await rm(folder, { recursive: true, force: true });
});

const ROW = "create table row (id text primary key, filler text) strict";

const FOUND = `select (select json_group_array(id) from row) as ids,
  (select group_concat(integrity_check) from pragma_integrity_check) as sound`;

/** Through a descriptor that stays open: closing one of the database would drop SQLite's locks. */
function bytesOf(fd: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ;) {
    const part = Buffer.alloc(65_536);
    const read = readSync(fd, part, 0, part.length, at);
    if (read === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, read));
    at += read;
  }
}

/** The same numbers in every run, from 0 to 1. */
function numbers(state: number): () => number {
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const BLOCK = 4096;

/** A disk that holds what was synced, and of the rest whichever blocks it happened to write. */
function createPlatter(random: () => number) {
  const synced = new Map<string, Buffer>();
  const names = new Map<number, string>();
  const watch = (name: string, fd = openSync(name, "r+")) => {
    names.set(fd, name);
    if (!synced.has(name)) synced.set(name, bytesOf(fd));
    return fd;
  };
  const disk: Disk = {
    open: async (name) => watch(name),
    async sync(fd) {
      const image = bytesOf(fd);
      await sleep(random() * 3);
      synced.set(names.get(fd) ?? "", image);
    },
    close: async () => undefined,
    syncName: async () => undefined,
  };
  const afterCut = (name: string, fd: number): Buffer => {
    const sure = synced.get(name) ?? Buffer.alloc(0);
    const now = bytesOf(fd);
    const image = Buffer.alloc(random() < 0.5 ? Math.max(sure.length, now.length) : sure.length);
    sure.copy(image);
    for (let at = 0; at < Math.min(image.length, now.length); at += BLOCK)
      if (random() < 0.5) now.copy(image, at, at, Math.min(at + BLOCK, now.length));
    return image;
  };
  return { disk, watch, afterCut };
}

test.each([1, 2])("a power cut at any moment takes nothing that was acknowledged (%i)", async (seed) => {
  const random = numbers(seed);
  const platter = createPlatter(random);
  const db = await openEmbedded(path, {}, { disk: platter.disk, log: { some: 3, most: 9 } });
  opened.push(db);
  const files = [path, `${path}-wal`].map((name): [string, number] => [name, platter.watch(name)]);
  await db.write([ROW]);
  const acknowledged: string[] = [];
  const cuts: { at: string; kept: string[] }[] = [];
  const cut = () => {
    const at = join(folder, `cut-${cuts.length}.db`);
    for (const [name, fd] of files) writeFileSync(name.replace(path, at), platter.afterCut(name, fd));
    cuts.push({ at, kept: [...acknowledged] });
  };
  const write = async (id: string) => {
    const args = [id, "x".repeat(Math.floor(random() * 6000))];
    await db.write([
      { sql: "insert into row values (?, ?)", args },
      "update row set filler = '' where id in (select id from row order by random() limit 2)",
    ]);
    acknowledged.push(id);
  };
  for (let i = 0; i < 60; i++) {
    await Promise.all(Array.from({ length: 1 + Math.floor(random() * 3) }, (_, n) => write(`${i}-${n}`)));
    const stopped = sleep(random() * 6).then(() => (i % 10 === 9 ? cut() : undefined));
    await Promise.all([write(`${i}-late`), stopped]);
  }
  expect(cuts).toHaveLength(6);
  for (const { at, kept } of cuts) {
    const [found] = await queryElsewhere(at, FOUND);
    const ids = new Set(JSON.parse(String(found?.["ids"])) as string[]);
    expect(kept.filter((id) => !ids.has(id))).toEqual([]);
    expect(found?.["sound"]).toBe("ok");
  }
});

/** A disk whose syncs wait until they are let through. */
function createHeldDisk() {
  const held: { name: string; release(error?: Error): void }[] = [];
  const names = new Map<number, string>();
  let holding = false;
  const disk: Disk = {
    async open(name) {
      const fd = openSync(name, "r+");
      names.set(fd, name.endsWith("-wal") ? "log" : "file");
      return fd;
    },
    sync: (fd) =>
      holding
        ? new Promise((resolve, reject) => {
            const release = (error?: Error) => (error ? reject(error) : resolve());
            held.push({ name: names.get(fd) ?? "", release });
          })
        : Promise.resolve(),
    close: async () => undefined,
    syncName: async () => undefined,
  };
  const next = async (name: string) => {
    await vi.waitFor(() => expect(held.map((one) => one.name)).toContain(name));
    return held.splice(
      held.findIndex((one) => one.name === name),
      1,
    )[0];
  };
  return { disk, next, hold: () => void (holding = true), free: () => void (holding = false) };
}

const rows = async (db: Embedded) =>
  (await db.read(["select id from row order by id"]))[0]?.rows.map((r) => r["id"]);

test("a write is acknowledged once it is on the disk; reads and other writes do not wait for it", async () => {
  const held = createHeldDisk();
  const db = await openEmbedded(path, {}, { disk: held.disk, log: { some: 1000, most: 1000 } });
  opened.push(db);
  await db.write([ROW]);
  held.hold();
  const told: string[] = [];
  const write = (id: string) => db.write([`insert into row values ('${id}', '')`]).then(() => told.push(id));
  const all = [write("a"), write("b")];
  const first = await held.next("log");
  await vi.waitFor(async () => expect(await rows(db)).toEqual(["a", "b"]));
  expect(told).toEqual([]);
  first?.release();
  // What came while the first was under way waits for one of its own.
  (await held.next("log"))?.release();
  await Promise.all(all);
  expect(told.toSorted()).toEqual(["a", "b"]);
  held.free();
});

test("no write begins the log anew before what was moved out of it is on the disk", async () => {
  const held = createHeldDisk();
  const db = await openEmbedded(path, {}, { disk: held.disk, log: { some: 1, most: 2 } });
  opened.push(db);
  held.hold();
  const created = db.write([ROW]);
  (await held.next("log"))?.release();
  await created;
  (await held.next("log"))?.release();
  const moved = await held.next("file");
  const late = db.write(["insert into row values ('late', '')"]);
  await db.read(["select 1"]);
  expect(await rows(db)).toEqual([]);
  moved?.release();
  // The log is empty by now; until that is on the disk too, its old beginning could still be played back.
  const emptied = await held.next("log");
  await db.read(["select 1"]);
  expect(await rows(db)).toEqual([]);
  held.free();
  emptied?.release();
  await late;
  expect(await rows(db)).toEqual(["late"]);
});

test("after the disk refused to sync nothing is acknowledged any more, and who can end the process is told", async () => {
  const held = createHeldDisk();
  const onLost = vi.fn<() => void>();
  const db = await openEmbedded(path, { onLost }, { disk: held.disk, log: { some: 1000, most: 1000 } });
  opened.push(db);
  await db.write([ROW]);
  held.hold();
  const refused = db.write(["insert into row values ('refused', '')"]);
  (await held.next("log"))?.release(new Error("EIO"));
  await expect(refused).rejects.toBeInstanceOf(DatabaseUnavailable);
  held.free();
  await expect(db.write(["insert into row values ('after', '')"])).rejects.toBeInstanceOf(
    DatabaseUnavailable,
  );
  expect(onLost).toHaveBeenCalledOnce();
});

test("the log is moved when it is long, and when nothing else is due", async () => {
  const db = await openEmbedded(path);
  opened.push(db);
  await db.write([ROW]);
  const log = openSync(`${path}-wal`, "r");
  expect([1, 2, 100].map((pages) => logReaches(log, pages))).toEqual([true, true, false]);
  const fill = `with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
    insert into row select 'r' || i, hex(randomblob(600)) from n`;
  await db.write([fill]);
  expect(logReaches(log, 1000)).toBe(true);
  // The next write begins the log anew once it was moved.
  await vi.waitFor(
    async () => {
      await db.write(["update row set filler = hex(randomblob(9)) where id = 'r1'"]);
      expect(logReaches(log, 1000)).toBe(false);
    },
    { timeout: 20_000, interval: 700 },
  );
});
