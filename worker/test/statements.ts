/**
 * Run as a process: prints every statement that is made when the server is loaded, as a JSON array. What
 * turns drizzle's builders and templates into text is listened to.
 */
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";

const made = new Set<string>();
const toQuery = SQLiteSyncDialect.prototype.sqlToQuery;
SQLiteSyncDialect.prototype.sqlToQuery = function (...given) {
  const built = toQuery.apply(this, given);
  made.add(built.sql);
  return built;
};

for (const entry of ["app", "jobs/run"]) await import(`../${entry}.ts`);
process.stdout.write(JSON.stringify([...made]));
