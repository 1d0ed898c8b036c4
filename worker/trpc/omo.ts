import { bindMember } from "../domain/omo/bind.ts";
import { omoChoices } from "../domain/omo/choices.ts";
import { restoreBinding } from "../domain/omo/restore.ts";
import { unbindMember } from "../domain/omo/unbind.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const omo = router({
  // `bind` itself is a word tRPC reserves.
  bindMember: mutationOf(bindMember),
  unbind: mutationOf(unbindMember),
  restore: mutationOf(restoreBinding),
  choices: queryOf(omoChoices),
});
