import { erasedContact, eraseDeleted } from "../domain/conversations/erase.ts";
import type { JobHandler } from "./job.ts";
import { scrubContact } from "./relay-scrub.ts";

/** Then it steps back, so that others get their turn and its lease never ends. */
const TURN_MS = 2000;

/** Erases what was deleted a day ago, or at once when somebody asked for it. */
export const eraseConversation: JobHandler = async ({ db, deps, job }) => {
  const until = performance.now() + TURN_MS;
  const undisturbed = async () => {
    // An embedded file answers without ever letting the event loop turn: requests go in between.
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now() < until;
  };
  const deletionId = String(job.payload["deletionId"]);
  const contactId = await erasedContact(db, deps.now(), deletionId);
  if (contactId !== null) await scrubContact(db, deps, contactId);
  const through = await eraseDeleted(db, deletionId, deps.now, undisturbed);
  return through ? { done: true } : { again: deps.now() };
};
