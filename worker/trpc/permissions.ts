import { permissionMatrix } from "../domain/permissions/matrix.ts";
import { setPermission } from "../domain/permissions/set.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const permissions = router({
  matrix: queryOf(permissionMatrix),
  set: mutationOf(setPermission),
});
