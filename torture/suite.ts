/** How one suite is run: the same seed makes the same work, faults and order of both. */
export interface Run {
  seed: number;
  /** `reduced` within `npm test`, `full` by `npm run torture`. */
  size: "reduced" | "full";
}

/** Keeps the promises it is named for, or throws. @returns what was done, on one line */
export type Suite = (run: Run) => Promise<string>;

/** A promise of the product was not kept. */
export class BrokenPromise extends Error {}

/** @throws {BrokenPromise} */
export function keep(kept: boolean, promise: string): asserts kept {
  if (!kept) throw new BrokenPromise(promise);
}

/**
 * Compares what is there with what must be, name by name.
 *
 * @throws {BrokenPromise} that names the first differences
 */
export function keepSame<Value>(
  what: string,
  found: ReadonlyMap<string, Value>,
  due: ReadonlyMap<string, Value>,
): void {
  const names = new Set([...found.keys(), ...due.keys()]);
  const wrong = [...names].filter((name) => found.get(name) !== due.get(name));
  if (wrong.length === 0) return;
  const some = wrong.slice(0, 5).map((name) => {
    const [is, should] = [found.get(name), due.get(name)];
    return `${name} is ${JSON.stringify(is ?? null)}, must be ${JSON.stringify(should ?? null)}`;
  });
  throw new BrokenPromise(`${what}: ${wrong.length} of ${names.size} differ: ${some.join("; ")}`);
}

/** Of `SEED` when that is set, for doing the same again; else another one each time. */
export function seedOf(given: string | undefined): number {
  const seed = Number(given || Math.floor(Math.random() * 2 ** 31));
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`SEED must be a whole number, not ${given}`);
  return seed;
}

/** Counts names. */
export class Tally extends Map<string, number> {
  add(name: string, by = 1): void {
    this.set(name, (this.get(name) ?? 0) + by);
  }

  get total(): number {
    return [...this.values()].reduce((sum, n) => sum + n, 0);
  }
}
