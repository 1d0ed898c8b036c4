import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import type { ApiScope } from "../../shared/schemas/api-keys.ts";
import { findApiKey } from "../domain/api-keys/guards.ts";
import { sha256 } from "../domain/batch.ts";
import { Failure } from "../domain/failure.ts";

/**
 * The key of `Authorization: Bearer <key>`.
 *
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN
 */
export async function presentedKey(
  c: Context<AppEnv>,
  scope: ApiScope,
): Promise<{ keyId: string; keyHash: string }> {
  const key = /^Bearer ([\w-]{20,200})$/.exec(c.req.header("Authorization") ?? "")?.[1];
  if (!key) throw new Failure("UNAUTHENTICATED");
  const keyHash = sha256(key);
  return { keyHash, keyId: await findApiKey(c.get("workspace").db, keyHash, scope) };
}
