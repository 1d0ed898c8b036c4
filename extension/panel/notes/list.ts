import type { NoteItem } from "../../../shared/schemas/panel.ts";

/** With the note at its place; newest first. */
export const putNote = (items: readonly NoteItem[], note: NoteItem): NoteItem[] =>
  [...withoutNote(items, note.id), note].sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));

export const withoutNote = (items: readonly NoteItem[], noteId: string): NoteItem[] =>
  items.filter((note) => note.id !== noteId);
