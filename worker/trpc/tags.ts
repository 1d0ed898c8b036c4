import { applyTag } from "../domain/tags/apply.ts";
import { tagFrequency } from "../domain/tags/frequency.ts";
import { removeTag } from "../domain/tags/remove.ts";
import { restoreTag } from "../domain/tags/restore.ts";
import { suggestTags } from "../domain/tags/suggest.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const tags = router({
  // `apply` itself is a word tRPC reserves.
  applyTag: mutationOf(applyTag),
  remove: mutationOf(removeTag),
  restore: mutationOf(restoreTag),
  suggest: queryOf(suggestTags),
  frequency: queryOf(tagFrequency),
});
