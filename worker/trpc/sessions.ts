import { listSessions } from "../domain/sessions/list.ts";
import { revokeSession } from "../domain/sessions/revoke.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const sessions = router({
  list: queryOf(listSessions),
  revoke: mutationOf(revokeSession),
});
