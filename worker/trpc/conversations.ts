import { setActive } from "../domain/conversations/set-active.ts";
import { mutationOf, router } from "./init.ts";

export const conversations = router({
  setActive: mutationOf(setActive),
});
