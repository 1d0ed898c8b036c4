import { setPreference } from "../domain/preferences/set.ts";
import { mutationOf, router } from "./init.ts";

export const preferences = router({
  set: mutationOf(setPreference),
});
