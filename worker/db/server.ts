import { type Client, createClient } from "@libsql/client/web";
import { type Database, databaseError, DatabaseUnavailable } from "./database.ts";

/**
 * A database on a libSQL server (sqld, Turso). Make one per request and close it after: one kept in a
 * Workers isolate shares its limiter across requests and hangs.
 */
export function openServer(options: { url: string; authToken?: string }): Database {
  const client: Client = createClient(options);
  const run = async (statements: Parameters<Client["batch"]>[0], mode: "read" | "write") => {
    try {
      return await client.batch(statements, mode);
    } catch (error) {
      if (isUnreachable(error)) {
        throw new DatabaseUnavailable("the database server did not answer", { cause: error });
      }
      throw databaseError(error);
    }
  };
  return {
    read: (statements) => run(statements, "read"),
    write: (statements) => run(statements, "write"),
    close: () => client.close(),
  };
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return /SQLITE_BUSY|SERVER_ERROR|fetch failed|network|ECONNREFUSED|timed? ?out|HTTP status 5/i.test(
    error.message,
  );
}
