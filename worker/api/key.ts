import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import type { ApiScope } from "../../shared/schemas/api-keys.ts";
import { findApiKey, markApiKeyUsed } from "../domain/api-keys/guards.ts";
import { recordRefused } from "../domain/audit/record-refused.ts";
import { sha256 } from "../domain/batch.ts";
import { Failure } from "../domain/failure.ts";

/** The key of `Authorization: Bearer <key>`, as its hash; null when there is none. */
export function keyHashOf(c: Context<AppEnv>): string | null {
  const key = /^Bearer ([\w-]{20,200})$/.exec(c.req.header("Authorization") ?? "")?.[1];
  return key === undefined ? null : sha256(key);
}

/**
 * Asked before anything of a request is read; the batch asks again.
 *
 * @param keyHash as `keyHashOf` makes it
 * @param verb what is asked for, for the audit of refusals
 * @returns the key's id
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN
 */
export async function presentedKey(
  c: Context<AppEnv>,
  keyHash: string | null,
  scope: ApiScope,
  verb: string,
): Promise<string> {
  if (keyHash === null) throw new Failure("UNAUTHENTICATED");
  const { db } = c.get("workspace");
  const now = c.get("now");
  const key = await findApiKey(db, keyHash, scope);
  if (!key.allowed) {
    const actor = { kind: "key" as const, keyHash, scope };
    await recordRefused({ actor, db, now, verb, about: null, requestId: c.get("requestId") }, "FORBIDDEN");
    throw new Failure("FORBIDDEN");
  }
  if (now - key.lastUsedAt > 60_000) await markApiKeyUsed(db, keyHash, now);
  return key.id;
}
