import { is, SQL } from "drizzle-orm";
import { getTableConfig, SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { createTestWorkspace, readMigrations } from "../../test/workspace.ts";
import { SCHEMA_VERSION, schemaVersion } from "../schema-version.ts";
import * as schema from "./schema.ts";

interface Column {
  name: string;
  type: string;
  notNull: boolean;
  defaultValue: string | null;
  primaryKey: boolean;
}

/** Tables that no query is built for: SQLite's own and the search index. */
const WITHOUT_SCHEMA = /^(sqlite_|contact_name|contact_search|migration$)/;

const byName = (columns: Column[]) => columns.sort((a, b) => a.name.localeCompare(b.name));

function declared(table: SQLiteTable): Column[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const together = new Set(primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
  return byName(
    columns.map((column) => ({
      name: column.name,
      type: column.getSQLType().toLowerCase(),
      notNull: column.notNull || column.primary || together.has(column.name),
      defaultValue: defaultOf(column.default),
      primaryKey: column.primary || together.has(column.name),
    })),
  );
}

function defaultOf(value: unknown): string | null {
  if (value === undefined) return null;
  if (is(value, SQL)) throw new Error("compare defaults made by SQL by hand");
  return typeof value === "string" ? `'${value}'` : String(value);
}

test("the schema queries are built from is the schema the migrations make", async () => {
  const { db } = await createTestWorkspace();
  const [names] = await db.read(["select name from sqlite_schema where type = 'table' order by name"]);
  const migrated: Record<string, Column[]> = {};
  for (const { name } of (names?.rows ?? []) as unknown as { name: string }[]) {
    if (WITHOUT_SCHEMA.test(name)) continue;
    const [info] = await db.read([`select * from pragma_table_info('${name}')`]);
    migrated[name] = byName(
      (info?.rows ?? []).map((row) => ({
        name: String(row["name"]),
        type: String(row["type"]).toLowerCase(),
        notNull: row["notnull"] === 1 || Number(row["pk"]) > 0,
        defaultValue: row["dflt_value"] === null ? null : String(row["dflt_value"]),
        primaryKey: Number(row["pk"]) > 0,
      })),
    );
  }
  const tables = Object.values<unknown>(schema).filter((value) => is(value, SQLiteTable));
  expect(Object.fromEntries(tables.map((table) => [getTableConfig(table).name, declared(table)]))).toEqual(
    migrated,
  );
});

test("the build knows the newest migration by its number", async () => {
  const migrations = await readMigrations("workspace");
  expect(SCHEMA_VERSION).toBe(migrations.at(-1)?.number);
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1));
  const { db } = await createTestWorkspace();
  expect(await schemaVersion(db)).toBe(SCHEMA_VERSION);
});
