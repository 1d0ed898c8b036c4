import type { InStatement, InValue } from "@libsql/client";

/** What a seed writes, per table, in the columns' own names. */
export type Row = Record<string, InValue>;

const PARAMETERS = 500;
const STATEMENTS_PER_BATCH = 15;

/** Inserts with many rows each; the rows of one call have the same columns. */
export function insertRows(table: string, rows: readonly Row[]): InStatement[] {
  const columns = Object.keys(rows[0] ?? {});
  if (columns.length === 0) return [];
  const perStatement = Math.floor(PARAMETERS / columns.length);
  const one = `(${columns.map(() => "?").join(", ")})`;
  const statements: InStatement[] = [];
  for (let i = 0; i < rows.length; i += perStatement) {
    const part = rows.slice(i, i + perStatement);
    statements.push({
      sql: `insert into ${table} (${columns.join(", ")}) values ${part.map(() => one).join(", ")}`,
      args: part.flatMap((row) => columns.map((column) => row[column] ?? null)),
    });
  }
  return statements;
}

/** Parts small enough for one batch each. */
export function inBatches(statements: readonly InStatement[]): InStatement[][] {
  const batches: InStatement[][] = [];
  for (let i = 0; i < statements.length; i += STATEMENTS_PER_BATCH) {
    batches.push(statements.slice(i, i + STATEMENTS_PER_BATCH));
  }
  return batches;
}
