import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openMigrated } from "../runtime/data-folder.ts";
import { readMigrations } from "../runtime/migrations.ts";
import { openEmbedded } from "./embedded.ts";
import { migrate, type Migration } from "./migrate.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-migrate-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A database that has the first migration only. */
async function made(first: (released: Migration) => Migration): Promise<string> {
  const path = join(folder, "shop.db");
  const db = await openEmbedded(path);
  const [released] = await readMigrations("workspace");
  if (!released) throw new Error("there are no migrations");
  await migrate(db, [first(released)], 1);
  await db.end();
  return path;
}

test("a database of a build before the first release is refused in one sentence, and left as it is", async () => {
  const path = await made((released) => {
    // A contact's address was unique among the deleted too, by the table itself.
    const sql = released.sql.replace(/^create unique index contact_address .*$/m, "");
    expect(sql).not.toBe(released.sql);
    return { ...released, sql };
  });
  await expect(openMigrated(path, "workspace", 2)).rejects.toThrow(
    /shop\.db cannot be opened: the database was made by a build before the first release; [^.]*\.$/,
  );
  const db = await openEmbedded(path);
  const [found] = await db.read(["select number from migration"]);
  expect(found?.rows.map((row) => row["number"])).toEqual([1]);
  await db.end();
});

test("a database of the first release is brought to the newest", async () => {
  const path = await made((released) => released);
  const { db, applied } = await openMigrated(path, "workspace", 2);
  expect(applied).toEqual((await readMigrations("workspace")).slice(1).map(({ name }) => name));
  await db.end();
  const directory = await openMigrated(join(folder, "directory.db"), "directory", 2);
  expect(directory.applied).toHaveLength(1);
  await directory.db.end();
});
