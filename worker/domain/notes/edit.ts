import { sql } from "drizzle-orm";
import { NoteEdit } from "../../../shared/schemas/notes.ts";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { feedSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { recordNoteEvent, requireNote } from "./guards.ts";
import { selectNoteJson } from "./item.ts";

const p = sql.placeholder;

const setText = prepare<{ noteId: string; text: string; now: number }>(sql`
  update note set text = ${p("text")}, updated_at = ${p("now")}, updated_by = ${actingMember}, version = version + 1
  where id = ${p("noteId")}`);

/**
 * Changes a note's text: a member's own, anyone's for who moderates.
 *
 * @throws {Failure} NOT_FOUND, FORBIDDEN; STALE when it is not the version seen: nothing changed
 */
export const editNote = writeVerb({
  name: "notes.edit",
  permission: "note:write",
  input: NoteEdit,
  run(ctx, input): Promise<NoteItem> {
    const { noteId, text, version } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: noteId,
      statements: [
        requireNote({ noteId, version }),
        setText({ noteId, text, now }),
        ...recordNoteEvent(now, noteId, "note.edited"),
        ...feedSearch(now, [{ of: noteId, kind: "note", ref: noteId, value: text }]),
      ],
      result: selectNoteJson({ noteId }),
    });
  },
});
