import { type SQL, sql } from "drizzle-orm";
import type { NoteItem, Page } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { pageOf } from "../page.ts";

const p = sql.placeholder;

export const NOTES_PER_PAGE = 20;

const json = sql`json_object(
  'id', n.id, 'text', n.text, 'authorId', n.author_id, 'authorName', a.name, 'createdAt', n.created_at,
  'updatedAt', n.updated_at, 'updatedByName', u.name, 'version', n.version)`;

const from = sql`note n join member a on a.id = n.author_id left join member u on u.id = n.updated_by`;

/** One page of a contact's notes as JSON, newest first, from before (`at`, `id`), and one row more. */
export const notesOf = (contactId: SQL): SQL => sql`
  select ${json} as item from ${from}
  where n.contact_id = ${contactId} and n.deleted_at is null and (n.created_at, n.id) < (${p("at")}, ${p("id")})
  order by n.created_at desc, n.id desc limit ${sql.raw(String(NOTES_PER_PAGE + 1))}`;

export const notePage = (notes: NoteItem[]): Page<NoteItem> =>
  pageOf(notes, NOTES_PER_PAGE, ({ createdAt, id }) => ({ at: createdAt, id }));

/** The note as a write answers with it. */
export const selectNoteJson = prepare<{ noteId: string }, { result: string }>(sql`
  select ${json} as result from ${from} where n.id = ${p("noteId")}`);
