import {
  type InArgs,
  type InStatement,
  type InValue,
  LibsqlError,
  type ResultSet,
  type Row,
} from "@libsql/client";
import Libsql from "libsql";

/**
 * Characters of statements whose compiled form is kept, which takes some fifteen times that: 30 MB at most.
 * The app's own are about half of it.
 */
const MOST_KEPT = 2_000_000;

/** A file's one connection, with its statements compiled once. */
export interface Sqlite {
  execute(statement: InStatement): Promise<ResultSet>;
  /** All or nothing. */
  batch(statements: readonly InStatement[], mode: "write" | "deferred"): Promise<ResultSet[]>;
  close(): void;
}

/**
 * What `@libsql/client` does with a file, over the same driver, but for one thing: it compiles each
 * statement anew each time, which takes longer than running it (opening a panel: 6 ms of 8).
 *
 * @throws {LibsqlError} as the client does, its `message` beginning with SQLite's code
 */
export function openSqlite(path: string): Sqlite {
  const database = new Libsql(path);
  const kept = new Map<string, Compiled>();
  let length = 0;

  function compiled(sql: string): Compiled {
    const known = kept.get(sql);
    if (known) return known;
    const fresh = compile(database, sql);
    if (!isKept(sql)) return fresh;
    kept.set(sql, fresh);
    length += sql.length;
    for (const oldest of kept.keys()) {
      if (length <= MOST_KEPT) break;
      drop(oldest);
    }
    return fresh;
  }

  function drop(sql: string): void {
    if (kept.delete(sql)) length -= sql.length;
  }

  function run(statement: InStatement): ResultSet {
    const { sql, args } = typeof statement === "string" ? { sql: statement, args: undefined } : statement;
    const bound = bind(args);
    try {
      const result = compiled(sql).run(bound);
      // What was compiled before knows the columns of then.
      if (CHANGES_SCHEMA.test(sql)) for (const known of kept.keys()) drop(known);
      return result;
    } catch (error) {
      // The driver does not end a statement that failed.
      drop(sql);
      throw error instanceof Libsql.SqliteError
        ? new LibsqlError(error.message, error.code, error.code, undefined, error)
        : error;
    }
  }

  return {
    execute: async (statement) => run(statement),
    async batch(statements, mode) {
      run(mode === "write" ? "BEGIN IMMEDIATE" : "BEGIN DEFERRED");
      try {
        const results = statements.map(run);
        run("COMMIT");
        return results;
      } catch (error) {
        if (database.inTransaction) run("ROLLBACK");
        throw error;
      }
    },
    close() {
      kept.clear();
      database.close();
    },
  };
}

interface Compiled {
  run(args: unknown): ResultSet;
}

const CHANGES_SCHEMA = /^\s*(?:create|alter|drop)\b/i;

/** The others are rare, and what they do happens partly when they are compiled. */
const isKept = (sql: string): boolean =>
  !/^\s*(?:create|alter|drop|pragma|vacuum|attach|explain)\b/i.test(sql);

function compile(database: Libsql.Database, sql: string): Compiled {
  const statement = database.prepare(sql).safeIntegers(true);
  if (!statement.reader) {
    return {
      run(args) {
        const { changes, lastInsertRowid } = statement.run(args);
        return resultOf([], [], changes, BigInt(lastInsertRowid));
      },
    };
  }
  statement.raw(true);
  const described = statement.columns();
  const columns = described.map(({ name }) => name);
  const types = described.map(({ type }) => type ?? "");
  const rowOf = rowsOf(columns);
  return {
    run: (args) => resultOf(columns, types, 0, undefined, (statement.all(args) as unknown[][]).map(rowOf)),
  };
}

const resultOf = (
  columns: string[],
  columnTypes: string[],
  rowsAffected: number,
  lastInsertRowid: bigint | undefined,
  rows: Row[] = [],
): ResultSet => ({
  columns,
  columnTypes,
  rows,
  rowsAffected,
  lastInsertRowid,
  toJSON: () => ({
    columns,
    columnTypes,
    rows,
    rowsAffected,
    lastInsertRowid: lastInsertRowid?.toString() ?? null,
  }),
});

/** Rows by the names of their columns and, as the client gives them, by their numbers too. */
function rowsOf(columns: readonly string[]): (values: unknown[]) => Row {
  const length = { value: columns.length };
  // Of two columns of one name the first is called by it; by number each has a place of its own.
  if (new Set(columns).size < columns.length || columns.some((name) => /^\d+$/.test(name))) {
    return (values) => {
      const row = Object.defineProperty({}, "length", length) as Row;
      for (const [i, name] of columns.entries()) {
        const value = read(values[i]);
        Object.defineProperty(row, i, { value });
        if (!Object.hasOwn(row, name)) row[name] = value;
      }
      return row;
    };
  }
  const byNumber = columns.map((name, i): [string, PropertyDescriptor] => [
    String(i),
    {
      get(this: Row) {
        return this[name];
      },
    },
  ]);
  const prototype = Object.create(Object.prototype, { length, ...Object.fromEntries(byNumber) }) as object;
  return (values) => {
    const row = Object.create(prototype) as Row;
    for (const [i, name] of columns.entries()) row[name] = read(values[i]);
    return row;
  };
}

/** @throws {RangeError} for an integer that a number cannot hold */
function read(value: unknown): Row[string] {
  if (typeof value === "bigint") {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new RangeError("an integer is too large for a number");
    return number;
  }
  if (value instanceof Uint8Array) return new Uint8Array(value).buffer;
  return value as Row[string];
}

const bind = (args: InArgs | undefined): unknown =>
  Array.isArray(args)
    ? args.map(write)
    : Object.fromEntries(
        Object.entries(args ?? {}).map(([name, value]) => [name.replace(/^[@$:]/, ""), write(value)]),
      );

/** @throws {TypeError} for what a column cannot hold */
function write(value: InValue | undefined): unknown {
  switch (typeof value) {
    case "undefined":
      throw new TypeError("undefined cannot be bound");
    case "number":
      if (!Number.isFinite(value)) throw new RangeError("only finite numbers can be bound");
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      if (value instanceof ArrayBuffer) return Buffer.from(value);
      return value instanceof Date ? value.valueOf() : value;
  }
}
