import { NOTE_MAX } from "../../../shared/note-text.ts";
import type { NoteItem } from "../../../shared/schemas/panel.ts";

/** Whether a text can be a note: not empty, not too long. */
export const fits = (text: string): boolean => text.trim().length > 0 && text.trim().length <= NOTE_MAX;

/** With the note at its place; newest first. */
export const putNote = (items: readonly NoteItem[], note: NoteItem): NoteItem[] =>
  [...withoutNote(items, note.id), note].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));

export const withoutNote = (items: readonly NoteItem[], noteId: string): NoteItem[] =>
  items.filter((note) => note.id !== noteId);
