import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Database } from "../db/database.ts";
import { openEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { readMigrations } from "../runtime/migrations.ts";
import { createWorkspaceOn, TEST_NOW, type TestWorkspace } from "./app-workspace.ts";

export * from "./app-workspace.ts";
export { readMigrations };

const folder = await mkdtemp(join(tmpdir(), "alongside-test-"));
const opened: Database[] = [];
afterAll(async () => {
  for (const db of opened.splice(0)) db.close();
  await rm(folder, { recursive: true, force: true });
});

let template: Promise<string> | undefined;
let made = 0;

/** Migrated once, copied per test: under 2 ms. */
async function freshFile(): Promise<string> {
  template ??= (async () => {
    const path = join(folder, "template.db");
    const db = await openEmbedded(path);
    await migrate(db, await readMigrations("workspace"), TEST_NOW);
    // The log is in the file then: a closed client empties it whenever it is collected as garbage.
    await db.end();
    return path;
  })();
  const path = join(folder, `${++made}.db`);
  await cp(await template, path);
  return path;
}

/** @param now the clock the app starts with, UTC ms; advance it through `clock.now` */
export async function createTestWorkspace(now = TEST_NOW): Promise<TestWorkspace> {
  const file = await freshFile();
  const db = await openEmbedded(file);
  opened.push(db);
  return createWorkspaceOn(db, file, now);
}
