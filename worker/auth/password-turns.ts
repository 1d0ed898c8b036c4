import { Failure } from "../domain/failure.ts";
import { hashPassword, verifyPassword } from "./password.ts";

/** One hash takes 16 MiB and a core for a tenth of a second. */
const AT_ONCE = 2;
const WAITING = 64;
const PATIENCE = 10_000;

const turns = { running: 0, waiting: 0 };
const busy = () => turns.running >= AT_ONCE;

/**
 * Polls instead of being woken by whoever finishes: Workers forbid one request to resume another.
 *
 * @throws {Failure} UNAVAILABLE when too many wait already, or for too long
 */
async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (turns.waiting >= WAITING) throw new Failure("UNAVAILABLE");
  turns.waiting++;
  try {
    for (let waited = 0; busy(); waited += 20) {
      if (waited >= PATIENCE) throw new Failure("UNAVAILABLE");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    turns.waiting--;
  }
  turns.running++;
  try {
    return await work();
  } finally {
    turns.running--;
  }
}

/** As `verifyPassword`, a few at once: a flood of guesses must not eat the process. */
export const verifyInTurn = (password: string, stored: string | null): Promise<boolean> =>
  inTurn(() => verifyPassword(password, stored));

export const hashInTurn = (password: string): Promise<string> => inTurn(() => hashPassword(password));
