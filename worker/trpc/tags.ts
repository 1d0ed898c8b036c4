import { applyTag } from "../domain/tags/apply.ts";
import { mutationOf, router } from "./init.ts";

export const tags = router({
  // `apply` itself is a word tRPC reserves.
  applyTag: mutationOf(applyTag),
});
