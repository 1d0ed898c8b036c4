import type { Database } from "./database.ts";

/** The newest migration in `migrations/workspace/` that this build was made for. */
export const SCHEMA_VERSION = 8;

/** The newest migration a database has; 0 for one that was never migrated. */
export async function schemaVersion(db: Database): Promise<number> {
  const [found] = await db.read(["select 1 from sqlite_schema where name = 'migration'"]);
  if (!found?.rows.length) return 0;
  const [result] = await db.read(["select max(number) as number from migration"]);
  return Number(result?.rows[0]?.["number"] ?? 0);
}
