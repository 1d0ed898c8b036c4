import { getSettings } from "../domain/settings/get.ts";
import { setSetting } from "../domain/settings/set.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const settings = router({
  get: queryOf(getSettings),
  set: mutationOf(setSetting),
});
