import type { Context } from "hono";

/** Work that stands behind the answer: nobody waits for it, and losing it loses nothing. */
export type After = (work: () => Promise<void>) => void;

/**
 * Collects a request's work for after its answer.
 *
 * @returns `after` to hand in work; `run` starts it once the answer is made, and calls `done` in the end
 */
export function collectAfter(
  c: Context,
  report: (error: unknown) => void,
): { after: After; run(done: () => void): void } {
  const waiting: (() => Promise<void>)[] = [];
  const runAll = async () => {
    // The answer goes out first: an embedded database works on the same thread.
    await new Promise((resolve) => setTimeout(resolve));
    for (const work of waiting) await work().catch(report);
  };
  return {
    after: (work) => void waiting.push(work),
    run(done) {
      if (waiting.length === 0) return done();
      keepAlive(c, runAll().finally(done));
    },
  };
}

/** Workers stop with the answer unless told otherwise; Node has no such context. */
function keepAlive(c: Context, work: Promise<void>): void {
  try {
    c.executionCtx.waitUntil(work);
  } catch {
    // Hono throws where there is no execution context: there the process itself lives on.
  }
}
