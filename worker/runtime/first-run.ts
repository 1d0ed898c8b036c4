import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import * as v from "valibot";
import { type Role, ROLES } from "../../shared/permissions.ts";
import type { Sealer } from "../sealer.ts";
import { type DataFolder, isMissing, openMigrated, writePrivate } from "./data-folder.ts";
import type { EmbeddedHost } from "./embedded-host.ts";
import { OperatorError } from "./host.ts";

export const DEMO = "demo";

/** What `demo.json` of the data folder holds: how the seven sign in. */
export interface DemoAccess {
  workspace: string;
  members: Record<Role, { email: string; password: string }>;
}

const DemoAccess = v.object({
  workspace: v.string(),
  members: v.object(v.entriesFromList(ROLES, v.object({ email: v.string(), password: v.string() }))),
});

/**
 * Fills the workspace `demo` at the first start. It is made beside and put in its place when it is
 * whole, so that a start which was interrupted is simply begun again.
 *
 * @returns true when it was made now
 */
export async function ensureDemo(host: EmbeddedHost, folder: DataFolder, sealer: Sealer): Promise<boolean> {
  if ((await host.list()).some(({ slug }) => slug === DEMO)) return false;
  const { seedDemo } = await import("../demo/seed.ts");
  const { demoEmail, SHOP_NAME } = await import("../demo/shop.ts");
  const passwords = Object.fromEntries(
    ROLES.map((role) => [role, randomBytes(9).toString("base64url")]),
  ) as Record<Role, string>;
  const access: DemoAccess = {
    workspace: DEMO,
    members: Object.fromEntries(
      ROLES.map((role) => [role, { email: demoEmail(role), password: passwords[role] }]),
    ) as DemoAccess["members"],
  };
  const draft = folder.file("demo.draft.db");
  for (const name of [draft, `${draft}-wal`, `${draft}-journal`]) await rm(name, { force: true });
  const { db } = await openMigrated(draft, "workspace", host.now());
  await seedDemo(db, { now: host.now(), sealer, passwords });
  await db.end();
  await writePrivate(folder.file("demo.json"), `${JSON.stringify(access, null, 2)}\n`);
  await host.adopt(DEMO, SHOP_NAME, draft);
  return true;
}

/** @returns null when the file is not there, such as after a restore of the workspace alone */
export async function readDemoAccess(folder: DataFolder): Promise<DemoAccess | null> {
  try {
    return v.parse(DemoAccess, JSON.parse(await readFile(folder.file("demo.json"), "utf8")));
  } catch (error) {
    if (isMissing(error)) return null;
    throw new OperatorError(`${folder.file("demo.json")} cannot be read; remove it to go on without.`, {
      cause: error,
    });
  }
}
