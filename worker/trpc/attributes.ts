import { archiveAttribute } from "../domain/attributes/archive.ts";
import { defineAttribute } from "../domain/attributes/define.ts";
import { editAttribute } from "../domain/attributes/edit.ts";
import { attributeHistory } from "../domain/attributes/history.ts";
import { listAttributes } from "../domain/attributes/list.ts";
import { renameAttribute } from "../domain/attributes/rename.ts";
import { reorderAttributes } from "../domain/attributes/reorder.ts";
import { revertAttribute } from "../domain/attributes/revert.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const attributes = router({
  list: queryOf(listAttributes),
  define: mutationOf(defineAttribute),
  rename: mutationOf(renameAttribute),
  reorder: mutationOf(reorderAttributes),
  archive: mutationOf(archiveAttribute),
  edit: mutationOf(editAttribute),
  history: queryOf(attributeHistory),
  revert: mutationOf(revertAttribute),
});
