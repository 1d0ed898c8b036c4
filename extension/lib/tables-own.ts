import { openStorage } from "./storage.ts";
import type { Tables } from "./tables.ts";
import { keptTables } from "./tables-kept.ts";
import { memoryTables } from "./tables-memory.ts";

/** This origin's database, or memory where the browser gives it none. */
export const openOwnTables = (): Promise<Tables> =>
  openStorage().then(
    () => keptTables,
    () => memoryTables(),
  );

/** A page's call, in the background. */
export async function callTable(table: string, method: string, args: unknown[]): Promise<unknown> {
  const found = (keptTables as unknown as Record<string, Record<string, (...args: unknown[]) => unknown>>)[
    table
  ];
  return found?.[method]?.(...args);
}
