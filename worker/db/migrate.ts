import type { Database } from "./database.ts";

/** One file of `migrations/`: its number comes from its name, `0001_intent.sql`. */
export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** The database has migrations this build does not know: it was opened by a newer version before. */
export class SchemaNewer extends Error {}

/** The database was made by a build that was never released: its first migration is another one than the released. */
export class SchemaUnreleased extends Error {}

/** Migration 1 of a workspace without what the released one makes: it was still being written then. */
const UNRELEASED = `select 1 from sqlite_schema where type = 'table' and name = 'contact'
  and not exists (select 1 from sqlite_schema where type = 'index' and name = 'contact_address')`;

/**
 * Brings a database to the newest schema. Each migration and its row in `migration` are one batch, so
 * a crash leaves either all of it or none. Migrations expand first and contract later: the previous
 * version of the app keeps working on the new schema.
 *
 * @returns the names that were applied, oldest first
 * @throws {SchemaNewer} nothing was changed
 * @throws {SchemaUnreleased} nothing was changed
 */
export async function migrate(
  db: Database,
  migrations: readonly Migration[],
  now: number,
): Promise<string[]> {
  await db.write([
    "create table if not exists migration (number integer primary key, name text not null, at integer not null) strict",
  ]);
  const [applied, unreleased] = await db.read(["select number from migration order by number", UNRELEASED]);
  const done = new Set(applied?.rows.map((row) => Number(row["number"])));
  const newest = migrations.at(-1)?.number ?? 0;
  const unknown = [...done].find((number) => number > newest);
  if (unknown !== undefined) {
    throw new SchemaNewer(`the database has migration ${unknown}, this version knows up to ${newest}`);
  }
  if (done.has(1) && unreleased?.rows.length) {
    throw new SchemaUnreleased(
      "the database was made by a build before the first release; export what you need with that build and begin with a new one",
    );
  }
  const names: string[] = [];
  for (const { number, name, sql } of migrations) {
    if (done.has(number)) continue;
    await db.write([
      ...splitStatements(sql),
      { sql: "insert into migration (number, name, at) values (?, ?, ?)", args: [number, name, now] },
    ]);
    names.push(name);
  }
  return names;
}

/**
 * The statements of a migration: separated by `;` at a line's end; comments are whole lines. A trigger's
 * own statements belong to it, up to its `end`.
 */
export function splitStatements(sql: string): string[] {
  const pieces = sql
    .split("\n")
    .filter((line) => !line.trimStart().startsWith("--"))
    .join("\n")
    .split(/;[ \t]*(?:\n|$)/)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== "");
  const statements: string[] = [];
  for (const piece of pieces) {
    const last = statements.at(-1);
    if (last !== undefined && /^create trigger\b/i.test(last) && !/\bend$/i.test(last)) {
      statements[statements.length - 1] = `${last};\n${piece}`;
    } else {
      statements.push(piece);
    }
  }
  return statements;
}
