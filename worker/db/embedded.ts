import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Client, createClient, type InStatement, type ResultSet } from "@libsql/client";
import { blanked } from "./blank.ts";
import { type Database, databaseError, DatabaseUnavailable } from "./database.ts";

/** Another process owns the file. */
export class DatabaseLocked extends Error {}

/** The client changed while its file was being copied: the copy is worth nothing, try again. */
export class SnapshotSpoiled extends Error {}

/** Told of what only the process can act on. */
export interface Watch {
  /** A call held the event loop: the client is synchronous underneath. `sql` without parameters. */
  onSlow?(ms: number, sql: string): void;
  /**
   * The file cannot be opened again in this process: a statement that failed as busy is never ended by
   * the client and keeps the lock. Nothing is acknowledged any more; only a new process helps.
   */
  onLost?(): void;
  /** A call was refused for want of room or by the disk; what is stored is kept. */
  onRefused?(reason: string): void;
}

export interface Embedded extends Database {
  compact(from: number): Promise<number | null>;
  /**
   * Holds the file as it is now while `copy` reads it; reads and writes go on meanwhile, into the
   * write-ahead log beside it. `copy` must read from another process: closing the file in this one
   * would drop SQLite's locks.
   *
   * @throws {SnapshotSpoiled}
   */
  snapshot(copy: (path: string) => Promise<void>): Promise<void>;
  /** Waits for what is under way, moves the write-ahead log into the file and closes. */
  end(): Promise<void>;
}

/** A call that held the event loop for longer than this, in ms, is told of: nothing here should. */
const SLOW = 50;

/** Pages in the write-ahead log after which SQLite moves them into the file; its default. */
const CHECKPOINT_PAGES = 1000;

/**
 * Opens a file that this process alone owns. Every call goes through one queue and one connection, and
 * a client that once saw BUSY is thrown away: after it, `@libsql/client` acknowledges writes that are
 * not stored (https://github.com/tursodatabase/libsql-client-ts/issues/352).
 *
 * @param path absolute path of the database file; created when absent
 * @throws {DatabaseLocked} when another process holds the file
 */
export async function openEmbedded(path: string, watch: Watch = {}): Promise<Embedded> {
  let client: Client | null = await connect(path);
  let tail: Promise<unknown> = Promise.resolve();
  let copying: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function connected(): Promise<Client> {
    if (closed) throw new DatabaseUnavailable("the database is closed");
    try {
      client ??= await connect(path);
      return client;
    } catch (error) {
      watch.onLost?.();
      throw new DatabaseUnavailable("the database could not be opened again", { cause: error });
    }
  }

  async function attempt<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const used = await connected();
    try {
      return await call(used);
    } catch (error) {
      if (!isBusy(error)) {
        const known = databaseError(error);
        if (known instanceof DatabaseUnavailable) watch.onRefused?.(known.message);
        throw known;
      }
      used.close();
      client = null;
      throw new DatabaseUnavailable("the database was busy", { cause: error });
    }
  }

  function enqueue<T>(call: (client: Client) => Promise<T>): Promise<T> {
    const result = tail.then(() => attempt(call));
    tail = result.catch(() => undefined);
    return result;
  }

  function close(): void {
    closed = true;
    client?.close();
  }

  const batch = (statements: InStatement[], mode: "deferred" | "write"): Promise<ResultSet[]> =>
    enqueue(async (client) => {
      const started = performance.now();
      try {
        return await client.batch(statements, mode);
      } finally {
        const took = performance.now() - started;
        if (took > SLOW) watch.onSlow?.(Math.round(took), textOf(statements[0]));
      }
    });

  async function copyHeldStill(copy: (path: string) => Promise<void>): Promise<void> {
    // Moves what there is in a call of its own, so that the one that empties the log is short.
    await enqueue((client) => client.execute("PRAGMA wal_checkpoint(PASSIVE)"));
    const held = await enqueue(async (client) => {
      await client.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      await client.execute("PRAGMA wal_autocheckpoint = 0");
      return client;
    });
    try {
      await copy(path);
      if (client !== held || closed) throw new SnapshotSpoiled("the database was reopened meanwhile");
    } finally {
      if (client === held && !closed) {
        await enqueue((client) => client.execute(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`));
      }
    }
  }

  async function emptyLog(): Promise<void> {
    // Moves what there is in a call of its own, so that the one that empties the log is short.
    await enqueue((client) => client.execute("PRAGMA wal_checkpoint(PASSIVE)"));
    const done = await enqueue((client) => client.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    if (Number(done.rows[0]?.["busy"]) !== 0) throw new DatabaseUnavailable("the log is being read");
  }

  return {
    // Never while the file is being copied: it must not change then.
    compact(from) {
      const result = copying.then(async () => {
        const next = await enqueue((client) => blankPages(client, Math.max(from, 2)));
        if (next === null) await emptyLog();
        return next;
      });
      copying = result.catch(() => undefined);
      return result;
    },
    read: (statements) => batch(statements, "deferred"),
    write: (statements) => batch(statements, "write"),
    snapshot(copy) {
      const result = copying.then(() => copyHeldStill(copy));
      copying = result.catch(() => undefined);
      return result;
    },
    async end() {
      await copying;
      await enqueue((client) => client.execute("PRAGMA wal_checkpoint(TRUNCATE)")).catch(() => undefined);
      close();
    },
    close,
  };
}

/** Pages that one step of `compact` goes through. */
const PAGES = 64;

/**
 * Clears what some pages hold beside their cells. Within one turn of the queue: a page that changed
 * between being read and written back would be lost.
 *
 * @returns the page to go on with; null after the last
 */
async function blankPages(client: Client, from: number): Promise<number | null> {
  const { rows } = await client.execute({
    sql: `with recursive n(i) as (select ?1 union all select i + 1 from n where i + 1 < ?1 + ?2)
      select i as page, data from n join pragma_page_count c on i <= c.page_count
      join sqlite_dbpage p on p.pgno = i`,
    args: [from, PAGES],
  });
  const writes = rows.flatMap(({ page, data }): InStatement[] => {
    const cleared = data instanceof ArrayBuffer ? blanked(new Uint8Array(data)) : null;
    return cleared
      ? [{ sql: "update sqlite_dbpage set data = ? where pgno = ?", args: [cleared, Number(page)] }]
      : [];
  });
  if (writes.length > 0) await client.batch(writes, "write");
  return rows.length < PAGES ? null : from + PAGES;
}

const textOf = (statement: InStatement | undefined): string =>
  typeof statement === "object" ? statement.sql : (statement ?? "");

/** Files this process has opened before, by what they are and not by name: a file may have been moved. */
const before = new Set<string>();

/**
 * A closed client keeps its lock until its statements are collected as garbage, so a file that this
 * process had open before is asked for again after collecting.
 */
async function connect(path: string): Promise<Client> {
  const known = before.has(await identity(path));
  for (let tried = 1; ; tried++) {
    try {
      const client = await configure(path);
      before.add(await identity(path));
      return client;
    } catch (error) {
      if (!(error instanceof DatabaseLocked) || !known || tried === 50) throw error;
      collectGarbage();
      await sleep(20);
    }
  }
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

async function configure(path: string): Promise<Client> {
  const client = createClient({ url: fileUrl(path), concurrency: 1 });
  try {
    // EXCLUSIVE before WAL: the lock is taken at the first access and kept, and no -shm file is used.
    await client.execute("PRAGMA locking_mode = EXCLUSIVE");
    await client.execute("PRAGMA journal_mode = WAL");
    await client.execute("PRAGMA synchronous = FULL");
    await client.execute("PRAGMA secure_delete = ON");
    await client.execute("PRAGMA foreign_keys = ON");
    await client.execute("PRAGMA cache_size = -65536");
    await client.execute("PRAGMA journal_size_limit = 16777216");
    await client.batch(["SELECT 1"], "write");
    return client;
  } catch (error) {
    client.close();
    if (isBusy(error)) throw new DatabaseLocked(path, { cause: error });
    throw error;
  }
}

/** `?`, `#` and `%` have a meaning in a URL and none in a path. */
function fileUrl(path: string): string {
  return `file:${path.replace(/[%?#]/g, encodeURIComponent)}`;
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(error.message);
}
