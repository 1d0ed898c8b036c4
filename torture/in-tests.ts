import { expect, test } from "vitest";
import { workInMemory } from "./in-memory.ts";
import { seedOf, type Suite } from "./suite.ts";

/** Processes are started anew again and again: on a busy machine that takes its time. */
const HANGING_MS = 600_000;

/** A suite at its reduced size, as a test whose name says the seed; `SEED=…` does the same again. */
export function tortureTest(name: string, run: Suite): void {
  workInMemory();
  const seed = seedOf(process.env["SEED"]);
  test(
    `${name}, seed ${seed}`,
    async () => {
      await expect(run({ seed, size: "reduced" })).resolves.not.toBe("");
    },
    HANGING_MS,
  );
}
