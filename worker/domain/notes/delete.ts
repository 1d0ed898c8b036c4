import { sql } from "drizzle-orm";
import { NoteDelete } from "../../../shared/schemas/notes.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { actingMember } from "../guards.ts";
import { withdrawFromSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { recordNoteEvent, requireNote } from "./guards.ts";

const p = sql.placeholder;

const markDeleted = prepare<{ noteId: string; now: number }>(sql`
  update note set deleted_at = ${p("now")}, deleted_by = ${actingMember}, version = version + 1
  where id = ${p("noteId")}`);

/**
 * Takes a note off every screen; whoever did can bring it back.
 *
 * @throws {Failure} NOT_FOUND, FORBIDDEN; STALE when it is not the version seen: nothing changed
 */
export const deleteNote = writeVerb({
  name: "notes.delete",
  permission: "note:write",
  input: NoteDelete,
  run(ctx, input): Promise<{ noteId: string }> {
    const { noteId, version } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: noteId,
      statements: [
        requireNote({ noteId, version }),
        markDeleted({ noteId, now }),
        ...recordNoteEvent(now, noteId, "note.deleted"),
        ...withdrawFromSearch({ of: noteId, kind: "note", ref: noteId }),
      ],
      result: answerWith({ noteId }),
    });
  },
});
