import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DatabaseLocked, type Embedded, openEmbedded, type Watch } from "../db/embedded.ts";
import { migrate, SchemaNewer } from "../db/migrate.ts";
import { OperatorError } from "./host.ts";
import { readMigrations } from "./migrations.ts";

/** Where a self-hosted server keeps everything: only its own user may look inside. */
export interface DataFolder {
  /** Absolute. */
  path: string;
  workspaceFile(slug: string): string;
  /** The key kept beside the databases, made at the first start; 32 bytes in base64. */
  key(): Promise<string>;
  file(name: string): string;
}

/** @throws {OperatorError} when the folder cannot be made, read or written */
export async function openDataFolder(given: string): Promise<DataFolder> {
  const path = resolve(given);
  const file = (name: string) => join(path, name);
  try {
    await mkdir(join(path, "workspaces"), { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    await access(join(path, "workspaces"), constants.R_OK | constants.W_OK | constants.X_OK);
    await chmod(path, 0o700);
  } catch (error) {
    throw new OperatorError(`The data folder ${path} cannot be used: ${reason(error)}.`, { cause: error });
  }
  return {
    path,
    file,
    workspaceFile: (slug) => join(path, "workspaces", `${slug}.db`),
    async key() {
      const kept = await readFile(file("key"), "utf8").catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw new OperatorError(`The sealing key ${file("key")} cannot be read: ${reason(error)}.`);
      });
      if (kept !== null) return kept.trim();
      const made = randomBytes(32).toString("base64");
      await writePrivate(file("key"), `${made}\n`);
      return made;
    },
  };
}

/** Writes a file that only this user may read, whole or not at all. */
export async function writePrivate(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  try {
    await writeFile(draft, text, { mode: 0o600, flush: true });
    await rename(draft, path);
  } catch (error) {
    throw new OperatorError(`${path} cannot be written: ${reason(error)}.`, { cause: error });
  }
}

/**
 * Opens and migrates a database of the folder.
 *
 * @param name what it is called in messages
 * @throws {OperatorError} another process owns it, it is no database, or it is newer than this version
 */
export async function openMigrated(
  path: string,
  which: "workspace" | "directory",
  now: number,
  watch?: Watch,
): Promise<{ db: Embedded; applied: string[] }> {
  let db: Embedded | undefined;
  try {
    db = await openEmbedded(path, watch);
    return { db, applied: await migrate(db, await readMigrations(which), now) };
  } catch (error) {
    db?.close();
    if (error instanceof DatabaseLocked) {
      throw new OperatorError(`${path} is in use by another process; only one may own a data folder.`, {
        cause: error,
      });
    }
    if (error instanceof SchemaNewer) {
      throw new OperatorError(`${path} was opened by a newer version of Alongside: ${error.message}.`, {
        cause: error,
      });
    }
    throw new OperatorError(`${path} cannot be opened: ${reason(error)}.`, { cause: error });
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";

/** What the system said, without its own repetition of the path. */
export function reason(error: unknown): string {
  const { message } = error instanceof Error ? error : new Error(String(error));
  return message
    .replace(/^SQLITE_\w+: /, "")
    .replace(/, \w+ '.*$/s, "")
    .replace(/\.$/, "");
}
