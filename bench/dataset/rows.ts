import type { Client, InValue } from "@libsql/client";

/** 2026-11-20 00:00 in Taipei: the newest thing in the dataset happened then. */
export const NOW = Date.UTC(2026, 10, 19, 16);

/** An id in the form of ours, the same for the same number. */
export const id = (kind: string, i: number): string =>
  `${kind.repeat(8)}-0000-7000-8000-${i.toString(16).padStart(12, "0")}`;

export const idSql = (kind: string, i: string): string =>
  `'${kind.repeat(8)}-0000-7000-8000-' || printf('%012x', ${i})`;

export const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, i) => from + i);

/** Every row is one of these, by its number. */
export const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** @param into table and columns */
export async function insertMany(client: Client, into: string, rows: InValue[][]): Promise<void> {
  const width = rows[0]?.length ?? 0;
  const perStatement = Math.floor(480 / Math.max(1, width));
  for (let from = 0; from < rows.length; from += perStatement) {
    const some = rows.slice(from, from + perStatement);
    const values = some.map(() => `(${Array(width).fill("?").join(", ")})`).join(", ");
    await client.execute({ sql: `insert into ${into} values ${values}`, args: some.flat() });
  }
}
