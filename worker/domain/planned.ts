import { answeredBefore } from "./batch.ts";
import type { Ctx } from "./ctx.ts";
import { Failure } from "./failure.ts";

/** What a plan was made from is no longer so: nothing happened, plan again. */
export const outdated = (): Failure => new Failure("STALE");

/** Somebody writes to the same people all the time; more in a row would be a mistake of ours. */
const ATTEMPTS = 8;

/**
 * A write that looks before it writes: `run` reads, decides, and writes a batch whose guard refuses with `outdated()`
 * when what was read has changed. A repeat of its operation is answered as the first time, whatever has
 * become of the state.
 *
 * @throws {Failure} UNAVAILABLE when others are always faster; CONFLICT
 */
export async function planned<Result>(ctx: Ctx, run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof Failure) || error.code === "CONFLICT") throw error;
      // The same call was first: what was found is its doing.
      const first = await answeredBefore<Result>(ctx);
      if (first) return first.result;
      if (error.code !== "STALE") throw error;
    }
  }
  throw new Failure("UNAVAILABLE");
}
