import { createApiKey } from "../domain/api-keys/create.ts";
import { listApiKeys } from "../domain/api-keys/list.ts";
import { revokeApiKey } from "../domain/api-keys/revoke.ts";
import { mutationOf, queryOf, router } from "./init.ts";

export const apiKeys = router({
  create: mutationOf(createApiKey),
  list: queryOf(listApiKeys),
  revoke: mutationOf(revokeApiKey),
});
