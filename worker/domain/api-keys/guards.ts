import { sql } from "drizzle-orm";
import type { ApiScope } from "../../../shared/schemas/api-keys.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

const select = prepare<
  { hash: string; scope: ApiScope },
  { id: string; lastUsedAt: number; allowed: 0 | 1 }
>(sql`
  select k.id, coalesce(k.last_used_at, 0) as "lastUsedAt",
    exists (select 1 from json_each(k.scopes) where value = ${p("scope")}) as allowed
  from api_key k where k.hash = ${p("hash")} and k.revoked_at is null`);

/**
 * Which key was presented, and whether it has the scope.
 *
 * @param hash of the key, as `sha256` makes it
 * @throws {Failure} UNAUTHENTICATED
 */
export async function findApiKey(
  db: Database,
  hash: string,
  scope: ApiScope,
): Promise<{ id: string; lastUsedAt: number; allowed: boolean }> {
  const statement = select({ hash, scope });
  const [result] = await db.read([statement]);
  const key = result && statement.decode(result)[0];
  if (!key) throw new Failure("UNAUTHENTICATED");
  return { ...key, allowed: key.allowed === 1 };
}

const markUsed = prepare<{ hash: string; now: number }>(sql`
  update api_key set last_used_at = max(coalesce(last_used_at, 0), ${p("now")}) where hash = ${p("hash")}`);

/** When it was used last, to the minute: not every call writes. */
export async function markApiKeyUsed(db: Database, hash: string, now: number): Promise<void> {
  await db.write([markUsed({ hash, now })]);
}
