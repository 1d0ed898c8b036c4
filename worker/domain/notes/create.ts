import { sql } from "drizzle-orm";
import { NoteCreate } from "../../../shared/schemas/notes.ts";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { feedSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { recordNoteEvent } from "./guards.ts";
import { selectNoteJson } from "./item.ts";

const p = sql.placeholder;

const insertNote = prepare<{ noteId: string; contactId: string; text: string; now: number }>(sql`
  insert into note (id, contact_id, author_id, text, created_at, updated_at)
  values (${p("noteId")}, ${p("contactId")}, ${actingMember}, ${p("text")}, ${p("now")}, ${p("now")})`);

/** A member writes down something about a customer. */
export const createNote = writeVerb({
  name: "notes.create",
  permission: "note:write",
  input: NoteCreate,
  run(ctx, input): Promise<NoteItem> {
    const { contactId, text } = input;
    const { now } = ctx;
    const noteId = newId(now);
    return write(ctx, {
      input,
      target: contactId,
      statements: [
        requireContact({ contactId }),
        insertNote({ noteId, contactId, text, now }),
        ...recordNoteEvent(now, noteId, "note.created"),
        ...feedSearch(now, [{ of: contactId, kind: "note", ref: noteId, value: text }]),
      ],
      result: selectNoteJson({ noteId }),
    });
  },
});
