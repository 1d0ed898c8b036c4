import { NoteList } from "../../../shared/schemas/notes.ts";
import type { NoteItem, Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { livingContact } from "../contacts/living.ts";
import { type Position, positionOf } from "../page.ts";
import { readVerb } from "../verb.ts";
import { notePage, notesOf } from "./item.ts";

const selectNotes = prepare<Position & { contactId: string }, { item: string }>(notesOf(livingContact));

/** A contact's notes after those the panel came with, newest first. */
export const listNotes = readVerb({
  name: "notes.list",
  permission: "panel:read",
  input: NoteList,
  async run(ctx, { contactId, cursor }): Promise<Page<NoteItem>> {
    const { rows } = await read(ctx, [selectNotes({ contactId, ...positionOf(cursor) })]);
    return notePage(rows[0].map(({ item }) => JSON.parse(item) as NoteItem));
  },
});
