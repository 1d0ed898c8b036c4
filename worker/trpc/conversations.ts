import { deleteConversation } from "../domain/conversations/delete.ts";
import { findDeletion, previewDeletion } from "../domain/conversations/deletion.ts";
import { listDeletions } from "../domain/conversations/deletions.ts";
import { eraseNow } from "../domain/conversations/erase-now.ts";
import { restoreConversation } from "../domain/conversations/restore.ts";
import { setActive } from "../domain/conversations/set-active.ts";
import { exportByMail } from "../domain/export/by-mail.ts";
import { exportOptions } from "../domain/export/options.ts";
import { retryMail } from "../domain/export/retry-mail.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const conversations = router({
  setActive: mutationOf(setActive),
  exportOptions: queryOf(exportOptions),
  exportByMail: mutationOf(exportByMail),
  retryMail: mutationOf(retryMail),
  deletionPreview: queryOf(previewDeletion),
  delete: mutationOf(deleteConversation),
  deletion: queryOf(findDeletion),
  deletions: queryOf(listDeletions),
  restore: mutationOf(restoreConversation),
  eraseNow: mutationOf(eraseNow),
});
