import { NOTES, VISITOR_NOTES } from "../dialogue/notes.ts";
import type { Visit } from "../dialogue/talk.ts";
import { Words } from "../dialogue/words.ts";
import type { Person } from "../people.ts";
import type { Ledger } from "./ledger.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What members wrote down after a visit; some of it mended by somebody else. */
export function addNotes(
  ledger: Ledger,
  contactId: string,
  person: Person,
  visits: readonly Visit[],
  now: number,
): void {
  const { random } = ledger;
  const topics = person.likes.flatMap((topic) => NOTES[topic]);
  const fitting = person.language === "zh" ? [...topics, ...NOTES.any] : VISITOR_NOTES;
  const count = Math.min(visits.length, person.name ? random.between(2, 3) : random.between(0, 1));
  const texts = random.shuffle(fitting).slice(0, count);
  for (const text of texts) {
    const visit = random.pick(visits);
    const at = Math.min((visit.messages.at(-1)?.at ?? now) + random.between(1, 9) * MINUTE, now - MINUTE);
    const id = random.id(at);
    const edited = random.chance(0.2) && at < now - DAY ? at + random.between(2, 20) * MINUTE : null;
    const editor = random.pick(["supervisor", "cs_manager"] as const);
    ledger.notes.push({
      id,
      contact_id: contactId,
      author_id: ledger.memberIds[visit.role],
      text: new Words(random).fill(text),
      created_at: at,
      updated_at: edited ?? at,
      updated_by: edited ? ledger.memberIds[editor] : null,
      version: edited ? 2 : 1,
    });
    ledger.event(at, contactId, "note.created", { kind: "member", role: visit.role }, { noteId: id });
    if (edited)
      ledger.event(edited, contactId, "note.edited", { kind: "member", role: editor }, { noteId: id });
  }
}
