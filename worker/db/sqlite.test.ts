import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type InStatement, type ResultSet } from "@libsql/client";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSqlite, type Sqlite } from "./sqlite.ts";

let folder: string;
let ours: Sqlite;
let client: Sqlite;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "alongside-sqlite-"));
  ours = openSqlite(join(folder, "ours.db"));
  const other = createClient({ url: `file:${join(folder, "client.db")}`, concurrency: 1 });
  client = {
    execute: (statement) => other.execute(statement),
    batch: (statements, mode) => other.batch([...statements], mode),
    close: () => other.close(),
  };
});
afterEach(async () => {
  ours.close();
  client.close();
  await rm(folder, { recursive: true, force: true });
});

/** What both say: the rows by name and by number, what was changed, or how it failed. */
async function both(run: (on: Sqlite) => Promise<ResultSet[]>): Promise<[unknown, unknown]> {
  const said = (on: Sqlite) =>
    run(on).then(
      (results) =>
        results.map(({ columns, rows, rowsAffected, lastInsertRowid }) => ({
          columns,
          rows: rows.map((row) => ({ ...row })),
          numbered: rows.map((row) => Array.from(row as unknown as ArrayLike<unknown>)),
          rowsAffected,
          lastInsertRowid,
        })),
      (error: Error & { code?: string }) => ({ message: error.message, base: error.code?.split("_")[1] }),
    );
  return [await said(ours), await said(client)];
}

/** What both say of the same statements, twice: the second time by what was compiled before. */
async function twice(...statements: InStatement[]): Promise<[unknown[], unknown[]]> {
  const all = async (on: Sqlite) => {
    const results: ResultSet[] = [];
    for (const statement of statements) results.push(await on.execute(statement));
    return results;
  };
  const [first, second] = [await both(all), await both(all)];
  return [
    [first[0], second[0]],
    [first[1], second[1]],
  ];
}

test("values go in and come out as with the client", async () => {
  const echo = (...args: (null | number | string | bigint | boolean | ArrayBuffer | Date)[]) => ({
    sql: `select ${args.map((_, i) => `? as v${i}`).join(", ")}`,
    args,
  });
  for (const statements of [
    [echo(null, 0, -1, 1.5, 2 ** 53 - 1, "", "文字 🐻 \u0000", 7n, true, false)],
    [echo(new Uint8Array([0, 1, 255]).buffer, new Date(1234))],
    ["select 1 as a, 2 as a, 3 as b", "select 1, 0, 7", "select 1"],
    [{ sql: "select :x as x, @y as y", args: { x: 1, "@y": "2" } }],
    ["create table if not exists t (id integer primary key, n text unique)"],
    [{ sql: "insert or ignore into t values (?, ?)", args: [1, "a"] }, "select * from t"],
    ["insert into t (n) values ('b'), ('c') on conflict do update set n = n returning id, n"],
    ["update t set n = n || n where id > 1", "delete from t"],
  ]) {
    const [mine, theirs] = await twice(...statements);
    expect(mine).toEqual(theirs);
  }
});

test("what cannot go in or come out is refused and not bent", async () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, 2n ** 70n]) {
    await expect(ours.execute({ sql: "select ?", args: [value as number] })).rejects.toThrow(
      /finite|undefined|bigint|integer/i,
    );
  }
  await expect(ours.execute("select 9007199254740993 as n")).rejects.toThrow(RangeError);
});

test("fails as the client does, and the same statement runs again afterwards", async () => {
  await twice("create table if not exists t (id integer primary key, n text not null check (n <> 'x'))");
  const insert = { sql: "insert into t values (?, ?)", args: [1, "a"] };
  await ours.execute(insert);
  await client.execute(insert);
  for (const sql of [insert, { ...insert, args: [2, "x"] }, "select nothing", "selec"]) {
    const [mine, theirs] = await both(async (on) => [await on.execute(sql)]);
    expect((mine as Error).message.replace(/^\w+: /, "")).toBe(
      (theirs as Error).message.replace(/^\w+: /, ""),
    );
    expect(mine).toMatchObject({ base: (theirs as { base: string }).base });
  }
  const [mine, theirs] = await twice(
    { ...insert, sql: "insert or replace into t values (?, ?)" },
    "select * from t",
  );
  expect(mine).toEqual(theirs);
});

test("a batch happens whole or not at all, also when its statements were compiled before", async () => {
  await ours.execute("create table t (id integer primary key)");
  const insert = (id: number) => ({ sql: "insert into t values (?)", args: [id] });
  await ours.batch([insert(1), insert(2)], "write");
  await expect(ours.batch([insert(3), insert(2), insert(4)], "write")).rejects.toThrow(/UNIQUE/);
  await ours.batch([insert(5)], "write");
  const [found] = await ours.batch(["select group_concat(id) as ids from t"], "deferred");
  expect(found?.rows[0]?.["ids"]).toBe("1,2,5");
});

test("a statement compiled before the schema changed knows the new columns", async () => {
  await ours.execute("create table t (a)");
  await ours.execute("insert into t values (1)");
  expect((await ours.execute("select * from t")).columns).toEqual(["a"]);
  await ours.execute("alter table t add column b default 2");
  const { columns, rows } = await ours.execute("select * from t");
  expect([columns, { ...rows[0] }]).toEqual([["a", "b"], { a: 1, b: 2 }]);
});

test("more statements than are kept all give their own rows", async () => {
  const long = "-".repeat(50_000);
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 50; i++) {
      const { rows } = await ours.execute(`select ${i} as n --${long}`);
      expect(rows[0]?.["n"]).toBe(i);
    }
  }
});
