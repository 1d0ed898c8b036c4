import * as v from "valibot";
import { NOTE_MAX } from "../note-text.ts";
import { externalId, id, requiredText } from "../text.ts";

export const NoteCreate = v.object({ contactId: id, text: requiredText(NOTE_MAX) });
export const NoteEdit = v.object({ noteId: id, text: requiredText(NOTE_MAX), version: v.number() });
export const NoteDelete = v.object({ noteId: id, version: v.number() });
/** Undoes a deletion, by whoever deleted it. */
export const NoteRestore = v.object({ noteId: id });
export const NoteList = v.object({ contactId: id, cursor: v.nullable(externalId) });
