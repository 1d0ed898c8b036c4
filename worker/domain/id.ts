import { V7Generator } from "uuidv7";

// Made at the first call: workerd has no random values while a module loads.
let generator: V7Generator | undefined;

/**
 * A new id: UUIDv7, so that ids sort by time, and those of one millisecond made here by when they were
 * made. `now` in UTC milliseconds; an earlier one than before is taken as it is.
 */
export function newId(now: number): string {
  if (!generator) {
    generator = new V7Generator();
    generator.setRollbackAllowance(0);
  }
  return generator.generateOrResetWithTs(now).toString();
}
