import type { InStatement, ResultSet } from "@libsql/client";
import { blanked } from "./blank.ts";
import { connect, type Connection, DatabaseLocked, isBusy } from "./connection.ts";
import { type Database, databaseError, DatabaseUnavailable } from "./database.ts";
import { type Disk, disk as system } from "./disk.ts";
import type { Sqlite } from "./sqlite.ts";

export { DatabaseLocked };

/** The client changed while its file was being copied: the copy is worth nothing, try again. */
export class SnapshotSpoiled extends Error {}

/** Told of what only the process can act on. */
export interface Watch {
  /** A call held the event loop: the client is synchronous underneath. `sql` without parameters. */
  onSlow?(ms: number, sql: string): void;
  /**
   * The file cannot be opened again in this process: a statement that failed as busy is never ended by
   * the client and keeps the lock. Or the disk did not take what was written. Nothing is acknowledged any
   * more; only a new process helps.
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

/** What a test may put in their place. */
export interface Fittings {
  disk: Disk;
  /** Pages in the write-ahead log at which it is moved into the file: when nothing else is due, and whatever is. */
  log: { some: number; most: number };
}

const FITTINGS: Fittings = { disk: system, log: { some: 500, most: 500 } };

/** A call that held the event loop for longer than this, in ms, is told of: nothing here should. */
const SLOW = 50;
/** Nothing was written for so long, ms: what is put off can be done. */
const QUIET = 500;

const MOVE_LOG = "PRAGMA wal_checkpoint(PASSIVE)";
const EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)";

/**
 * Opens a file that this process alone owns. Every call goes through one queue and one connection, and
 * a client that once saw BUSY is thrown away: after it, `@libsql/client` acknowledges writes that are
 * not stored (https://github.com/tursodatabase/libsql-client-ts/issues/352). A write is acknowledged when
 * it would outlive a power cut; writes that wait for that wait together, and nobody else does.
 *
 * @param path absolute path of the database file; created when absent
 * @throws {DatabaseLocked} when another process holds the file
 */
export async function openEmbedded(
  path: string,
  watch: Watch = {},
  { disk, log }: Fittings = FITTINGS,
): Promise<Embedded> {
  let current: Connection | null = await connect(path, disk, log.most);
  let tail: Promise<unknown> = Promise.resolve();
  let writing: Promise<unknown> = Promise.resolve();
  let copying: Promise<unknown> = Promise.resolve();
  let quiet: NodeJS.Timeout | undefined;
  let moving = false;
  let held = false;
  let lost = false;
  let closed = false;

  async function connected(): Promise<Connection> {
    if (closed) throw new DatabaseUnavailable("the database is closed");
    if (lost) throw new DatabaseUnavailable("the disk did not take what was written");
    try {
      current ??= await connect(path, disk, log.most);
      return current;
    } catch (error) {
      watch.onLost?.();
      throw new DatabaseUnavailable("the database could not be opened again", { cause: error });
    }
  }

  async function attempt<T>(what: string, call: (used: Connection) => Promise<T>): Promise<T> {
    const used = await connected();
    const started = performance.now();
    try {
      return await call(used);
    } catch (error) {
      if (!isBusy(error)) {
        const known = databaseError(error);
        if (known instanceof DatabaseUnavailable) watch.onRefused?.(known.message);
        throw known;
      }
      used.close();
      current = null;
      throw new DatabaseUnavailable("the database was busy", { cause: error });
    } finally {
      const took = performance.now() - started;
      if (took > SLOW) watch.onSlow?.(Math.round(took), what);
    }
  }

  /** One call at a time. */
  function enqueue<T>(what: string, call: (used: Connection) => Promise<T>): Promise<T> {
    const result = tail.then(() => attempt(what, call));
    tail = result.catch(() => undefined);
    return result;
  }

  /** One writer at a time, in turn; reads go in between while it waits for the disk. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = writing.then(run);
    writing = result.catch(() => undefined);
    return result;
  }

  /** @throws {DatabaseUnavailable} after which nothing is acknowledged any more: a failed sync cannot be repeated */
  async function onDisk(sync: Promise<void>): Promise<void> {
    try {
      await sync;
    } catch (error) {
      if (!lost) watch.onLost?.();
      lost = true;
      throw new DatabaseUnavailable("the disk did not take what was written", { cause: error });
    }
  }

  async function written<T>(what: string, call: (client: Sqlite) => Promise<T>): Promise<T> {
    const [used, result] = await inTurn(() =>
      enqueue(what, async (used): Promise<[Connection, T]> => [used, await call(used.client)]),
    );
    await onDisk(used.durable());
    tend(used);
    return result;
  }

  /**
   * Moves the log into the file and empties it, then runs `then`, and no write in between. What was moved
   * must be on the disk before the log is emptied, and the empty log before the next write: else a power cut
   * could leave the beginning of the old log on the disk, which would be played over the newer file. The
   * event loop waits for neither.
   */
  function moveLog(then: (used: Connection) => Promise<void> = async () => {}): Promise<void> {
    return inTurn(async () => {
      const used = await enqueue("", async (now) => now);
      await onDisk(used.durable());
      await enqueue(MOVE_LOG, async (now) => {
        if (now !== used) throw new DatabaseUnavailable("the database was reopened meanwhile");
        const done = await used.client.execute(MOVE_LOG);
        if (Number(done.rows[0]?.["busy"]) !== 0) throw new DatabaseUnavailable("the log is being read");
      });
      await onDisk(used.fileDurable());
      await enqueue(EMPTY_LOG, async ({ client }) => {
        const done = await client.execute(EMPTY_LOG);
        if (Number(done.rows[0]?.["busy"]) !== 0) throw new DatabaseUnavailable("the log is being read");
      });
      await onDisk(used.durable());
      await then(used);
    });
  }

  /** Puts off moving the log to when nothing is due, and no longer than its size allows. */
  function tend(used: Connection): void {
    if (closed || moving || held) return;
    if (used.logReaches(log.most)) tidy();
    else if (quiet) quiet.refresh();
    else
      quiet = setTimeout(
        () => current && !moving && !held && current.logReaches(log.some) && tidy(),
        QUIET,
      ).unref();
  }

  function tidy(): void {
    moving = true;
    moveLog()
      .catch(() => undefined)
      .finally(() => (moving = false));
  }

  function close(): void {
    closed = true;
    clearTimeout(quiet);
    current?.close();
  }

  const textOf = (statement: InStatement | undefined): string =>
    typeof statement === "object" ? statement.sql : (statement ?? "");

  async function copyHeldStill(copy: (path: string) => Promise<void>): Promise<void> {
    let taken: Connection | null = null;
    await moveLog(async (used) => {
      held = true;
      taken = used;
    });
    try {
      await copy(path);
      if (current !== taken || closed) throw new SnapshotSpoiled("the database was reopened meanwhile");
    } finally {
      held = false;
    }
  }

  /** Neither while the file is being copied nor twice at once. */
  function alone<T>(run: () => Promise<T>): Promise<T> {
    const result = copying.then(run);
    copying = result.catch(() => undefined);
    return result;
  }

  return {
    compact: (from) =>
      alone(async () => {
        const next = await written("compact", (client) => blankPages(client, Math.max(from, 2)));
        if (next === null) {
          await moveLog();
        }
        return next;
      }),
    read: (statements) =>
      enqueue(textOf(statements[0]), ({ client }): Promise<ResultSet[]> =>
        client.batch(statements, "deferred"),
      ),
    write: (statements) =>
      written(textOf(statements[0]), (client): Promise<ResultSet[]> => client.batch(statements, "write")),
    snapshot: (copy) => alone(() => copyHeldStill(copy)),
    async end() {
      await copying;
      await moveLog().catch(() => undefined);
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
async function blankPages(client: Sqlite, from: number): Promise<number | null> {
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
