import { sql } from "drizzle-orm";
import { NoteRestore } from "../../../shared/schemas/notes.ts";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { returnToSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { recordNoteEvent, requireOwnDeletion } from "./guards.ts";
import { selectNoteJson } from "./item.ts";

const p = sql.placeholder;

const markRestored = prepare<{ noteId: string }>(sql`
  update note set deleted_at = null, deleted_by = null, version = version + 1 where id = ${p("noteId")}`);

/**
 * Undoes a deletion.
 *
 * @throws {Failure} NOT_FOUND when the acting member has not deleted it
 */
export const restoreNote = writeVerb({
  name: "notes.restore",
  permission: "note:write",
  input: NoteRestore,
  run(ctx, input): Promise<NoteItem> {
    const { noteId } = input;
    return write(ctx, {
      input,
      target: noteId,
      statements: [
        requireOwnDeletion({ noteId }),
        markRestored({ noteId }),
        ...recordNoteEvent(ctx.now, noteId, "note.restored"),
        ...returnToSearch({ of: noteId, kind: "note", ref: noteId }),
      ],
      result: selectNoteJson({ noteId }),
    });
  },
});
