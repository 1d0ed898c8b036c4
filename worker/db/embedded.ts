import { type Client, createClient, type InStatement, type ResultSet } from "@libsql/client";
import { type Database, databaseError, DatabaseUnavailable } from "./database.ts";

/** Another process owns the file. */
export class DatabaseLocked extends Error {}

/**
 * Opens a file that this process alone owns. Every call goes through one queue and one connection, and
 * a client that once saw BUSY is thrown away: after it, `@libsql/client` acknowledges writes that are
 * not stored (https://github.com/tursodatabase/libsql-client-ts/issues/352).
 *
 * @param path absolute path of the database file; created when absent
 * @throws {DatabaseLocked} when another process holds the file
 */
export async function openEmbedded(path: string): Promise<Database> {
  let client = await connect(path);
  let tail: Promise<unknown> = Promise.resolve();
  let closed = false;

  async function run(statements: InStatement[], mode: "read" | "write"): Promise<ResultSet[]> {
    if (closed) throw new DatabaseUnavailable("the database is closed");
    try {
      return await client.batch(statements, mode === "read" ? "deferred" : "write");
    } catch (error) {
      if (isBusy(error)) {
        client.close();
        client = await connect(path);
        throw new DatabaseUnavailable("the database was busy", { cause: error });
      }
      throw databaseError(error);
    }
  }

  function enqueue(statements: InStatement[], mode: "read" | "write"): Promise<ResultSet[]> {
    const result = tail.then(() => run(statements, mode));
    tail = result.catch(() => undefined);
    return result;
  }

  return {
    read: (statements) => enqueue(statements, "read"),
    write: (statements) => enqueue(statements, "write"),
    close() {
      closed = true;
      client.close();
    },
  };
}

async function connect(path: string): Promise<Client> {
  const client = createClient({ url: `file:${path}`, concurrency: 1 });
  try {
    // EXCLUSIVE before WAL: the lock is taken at the first access and kept, and no -shm file is used.
    await client.execute("PRAGMA locking_mode = EXCLUSIVE");
    await client.execute("PRAGMA journal_mode = WAL");
    await client.execute("PRAGMA synchronous = FULL");
    await client.execute("PRAGMA secure_delete = ON");
    await client.execute("PRAGMA foreign_keys = ON");
    await client.execute("PRAGMA cache_size = -65536");
    await client.batch(["SELECT 1"], "write");
    return client;
  } catch (error) {
    client.close();
    if (isBusy(error)) throw new DatabaseLocked(path, { cause: error });
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && /SQLITE_BUSY|SQLITE_LOCKED|database is locked/.test(error.message);
}
