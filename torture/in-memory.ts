import { statfsSync } from "node:fs";

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 2 ** 30;

/**
 * Lets temporary folders be in memory where there is enough. What a killed process had written is there
 * afterwards either way: only a power cut would tell the two apart, and a shared disk is what is slow.
 */
export function workInMemory(): void {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    if (bavail * bsize > ENOUGH_BYTES) process.env["TMPDIR"] = MEMORY;
  } catch {
    // Not a system that has it.
  }
}
