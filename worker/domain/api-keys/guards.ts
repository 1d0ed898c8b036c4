import { sql } from "drizzle-orm";
import type { ApiScope } from "../../../shared/schemas/api-keys.ts";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

type Values = { hash: string; scope: ApiScope };

const holds = sql`exists (select 1 from json_each(k.scopes) where value = ${p("scope")})`;

const select = prepare<Values, { id: string; allowed: number }>(sql`
  select k.id, ${holds} as allowed from api_key k where k.hash = ${p("hash")} and k.revoked_at is null`);

/**
 * Which key was presented. Asked before anything of a request is read; the write asks again.
 *
 * @param hash of the key, as `sha256` makes it
 * @throws {Failure} UNAUTHENTICATED, FORBIDDEN without the scope
 */
export async function findApiKey(db: Database, hash: string, scope: ApiScope): Promise<string> {
  const statement = select({ hash, scope });
  const [result] = await db.read([statement]);
  const key = result && statement.decode(result)[0];
  if (!key) throw new Failure("UNAUTHENTICATED");
  if (key.allowed !== 1) throw new Failure("FORBIDDEN");
  return key.id;
}

const guard = prepare<Values>(sql`
  update guard set
    session_live = exists (select 1 from api_key k where k.hash = ${p("hash")} and k.revoked_at is null),
    right_held = not exists (select 1 from api_key k where k.hash = ${p("hash")} and k.revoked_at is null and not ${holds})`);

const markUsed = prepare<{ hash: string; now: number }>(sql`
  update api_key set last_used_at = ${p("now")} where hash = ${p("hash")}
    and coalesce(last_used_at, 0) < ${p("now")} - 60000`);

/** In front of what a key does: it lives and has the scope, or nothing happens. */
export const requireApiKey = (now: number, hash: string, scope: ApiScope): Statement[] => [
  guard({ hash, scope }),
  markUsed({ hash, now }),
];
