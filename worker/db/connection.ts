import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Disk, logReaches, shared } from "./disk.ts";
import { openSqlite, type Sqlite } from "./sqlite.ts";

/** Another process owns the file. */
export class DatabaseLocked extends Error {}

/** A file's one connection. SQLite writes and never waits for the disk; what it wrote is waited for here. */
export interface Connection {
  readonly client: Sqlite;
  /** Resolves once everything written so far is on the disk. */
  durable(): Promise<void>;
  /** The same of the database's file, after the log was moved into it. */
  fileDurable(): Promise<void>;
  logReaches(pages: number): boolean;
  close(): void;
}

/** Files this process has opened before, by what they are and not by name: a file may have been moved. */
const before = new Set<string>();

/**
 * A closed client keeps its lock until its statements are collected as garbage, so a file that this
 * process had open before is asked for again after collecting.
 */
export async function connect(path: string, disk: Disk, logPages: number): Promise<Connection> {
  const known = before.has(await identity(path));
  for (let tried = 1; ; tried++) {
    try {
      const client = await configure(path, logPages);
      before.add(await identity(path));
      return await connectionOf(client, path, disk);
    } catch (error) {
      if (!(error instanceof DatabaseLocked) || !known || tried === 50) throw error;
      collectGarbage();
      await sleep(20);
    }
  }
}

async function connectionOf(client: Sqlite, path: string, disk: Disk): Promise<Connection> {
  const log = await disk.open(`${path}-wal`);
  await disk.syncName(path);
  const durable = shared(() => disk.sync(log));
  // Never closed by hand: closing any descriptor of the file drops SQLite's locks on it.
  let file: number | undefined;
  let closed = false;
  return {
    client,
    durable,
    async fileDurable() {
      file ??= await disk.open(path);
      await disk.sync(file);
    },
    logReaches: (pages) => logReaches(log, pages),
    close() {
      // A descriptor that is closed twice may be somebody else's by then.
      if (closed) return;
      closed = true;
      // Closing moves the log into the file and deletes it: then SQLite has to wait for the disk itself.
      void client
        .execute("PRAGMA synchronous = FULL")
        .catch(() => undefined)
        .then(() => client.close());
      durable()
        .catch(() => undefined)
        .then(() => disk.close(log))
        .catch(() => undefined);
    },
  };
}

async function identity(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found ? `${found.dev}:${found.ino}` : "";
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
}

async function configure(path: string, logPages: number): Promise<Sqlite> {
  const client = openSqlite(path);
  try {
    // EXCLUSIVE before WAL: the lock is taken at the first access and kept, and no -shm file is used.
    await client.execute("PRAGMA locking_mode = EXCLUSIVE");
    await client.execute("PRAGMA journal_mode = WAL");
    // See docs/decisions/0002: the disk is waited for on another thread before anything is acknowledged.
    await client.execute("PRAGMA synchronous = OFF");
    await client.execute("PRAGMA wal_autocheckpoint = 0");
    await client.execute("PRAGMA secure_delete = ON");
    await client.execute("PRAGMA foreign_keys = ON");
    await client.execute("PRAGMA cache_size = -65536");
    await client.execute(`PRAGMA journal_size_limit = ${logPages * 4096}`);
    await client.batch(["SELECT 1"], "write");
    return client;
  } catch (error) {
    client.close();
    if (isBusy(error)) throw new DatabaseLocked(path, { cause: error });
    throw error;
  }
}

export function isBusy(error: unknown): boolean {
  return error instanceof Error && /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(error.message);
}
