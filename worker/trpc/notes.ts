import { createNote } from "../domain/notes/create.ts";
import { deleteNote } from "../domain/notes/delete.ts";
import { editNote } from "../domain/notes/edit.ts";
import { listNotes } from "../domain/notes/list.ts";
import { restoreNote } from "../domain/notes/restore.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const notes = router({
  create: mutationOf(createNote),
  edit: mutationOf(editNote),
  delete: mutationOf(deleteNote),
  restore: mutationOf(restoreNote),
  list: queryOf(listNotes),
});
