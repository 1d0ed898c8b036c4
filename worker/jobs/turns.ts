import type { Outcome } from "./job.ts";

/** Then a job steps back, so that others get their turn and its lease never ends. */
const TURN_MS = 2000;

/**
 * Runs a step until it says that it is through, with a turn for others in between.
 *
 * @param step short, may run twice @returns whether there may be more
 */
export async function inTurns(now: () => number, step: () => Promise<boolean>): Promise<Outcome> {
  const until = performance.now() + TURN_MS;
  while (await step()) {
    if (performance.now() > until) return { again: now() };
    // An embedded file answers without ever letting the event loop turn: requests go in between.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { done: true };
}
