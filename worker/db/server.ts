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

/** What may go by itself. A refused token or a database that is not there does not. */
function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = /HTTP status (\d{3})/.exec(error.message)?.[1];
  if (status !== undefined) return status.startsWith("5") || status === "429";
  return /SQLITE_BUSY|fetch failed|network|ECONNREFUSED|ECONNRESET|timed? ?out|stream (?:expired|closed)/i.test(
    error.message,
  );
}
