import type { FailureCode } from "../lib/failure.ts";
import type { OutboxEntry } from "../lib/outbox-entry.ts";
import type { PanelWrites, WriteName } from "./desk.ts";

type Write<Name extends WriteName> = OutboxEntry & { procedure: Name; input: PanelWrites[Name]["input"] };

/** Narrows an entry to one kind of write. The outbox keeps inputs as they were given to `send`. */
export const isWrite = <Name extends WriteName>(entry: OutboxEntry, name: Name): entry is Write<Name> =>
  entry.procedure === name;

/** Still on its way: it counts as done on screen, marked as not saved yet. */
export const isUnsent = (entry: OutboxEntry): boolean =>
  entry.state === "waiting" || entry.state === "sending";

/** Tried at least once without an answer: it may take long. */
export const isStuck = (entry: OutboxEntry): boolean => isUnsent(entry) && entry.attempts > 0;

/**
 * Whether a refused write goes back to the field it was made in: when the person can mend it there. What they
 * may no longer do, or what is no longer there, stays in the outbox until they try again or drop it.
 */
export const canBeMended = (code: FailureCode): boolean =>
  code !== "FORBIDDEN" && code !== "NOT_FOUND" && code !== "PHONE_LOCKED";
