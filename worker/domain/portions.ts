import { sha256 } from "./batch.ts";
import type { Ctx } from "./ctx.ts";

/**
 * Many rows in portions, each one batch, with a turn for others in between: a whole call's rows would hold an
 * embedded database for too long. Each portion is an operation of its own, named after the call's, so that a
 * repeat of a call that broke off goes on where it broke off.
 *
 * @param run does one portion @returns a result for each of its rows
 */
export async function inPortions<Row, Result>(
  ctx: Ctx,
  rows: readonly Row[],
  size: number,
  run: (ctx: Ctx, rows: readonly Row[]) => Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < rows.length; from += size) {
    const { operationId: id } = ctx;
    if (from > 0) await new Promise((resolve) => setTimeout(resolve));
    const operationId = id === undefined || from === 0 ? id : sha256(`${id}/${from}`);
    results.push(...(await run({ ...ctx, operationId }, rows.slice(from, from + size))));
  }
  return results;
}
