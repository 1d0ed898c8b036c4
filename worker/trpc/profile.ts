import { editProfile } from "../domain/profile/edit.ts";
import { profileHistory } from "../domain/profile/history.ts";
import { revertProfile } from "../domain/profile/revert.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const profile = router({
  edit: mutationOf(editProfile),
  history: queryOf(profileHistory),
  revert: mutationOf(revertProfile),
});
