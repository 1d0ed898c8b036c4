import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../db/statement.ts";

const select = prepare<{ result: string }, { result: string }>(
  sql`select ${sql.placeholder("result")} as result`,
);

/** The `result` of a write whose answer is known beforehand; it is stored, so that a repeat gets it too. */
export const answerWith = (value: Record<string, unknown>): Statement<{ result: string }> =>
  select({ result: JSON.stringify(value) });
