import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";
import type { SignInCall } from "./call.ts";
import { sessionOfRefreshToken } from "./refresh.ts";

const p = sql.placeholder;

const auditEnd = prepare<{ id: string; hash: string; now: number; requestId: string }>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, request_id)
  select ${p("now")}, 'member', member_id, 'sessions.end', id, ${p("requestId")}
  from session where id = ${p("id")} and ${p("hash")} in (refresh_hash, previous_refresh_hash) and revoked_at is null`);

/** Also the browser's session that this one came from: else the next person at it needs no password. */
const endSession = prepare<{ id: string; hash: string; now: number }>(sql`
  update session set revoked_at = ${p("now")}
  where revoked_at is null and exists (
    select 1 from session s where s.id = ${p("id")} and ${p("hash")} in (s.refresh_hash, s.previous_refresh_hash)
      and session.id in (s.id, s.signed_in_by))`);

/** Signing out. A token that is unknown or has ended changes nothing and is no error (RFC 7009). */
export async function endSessionOf(call: SignInCall, refreshToken: string): Promise<void> {
  const id = sessionOfRefreshToken(refreshToken);
  if (!id) return;
  const values = { id, hash: await sha256(refreshToken), now: call.now };
  await call.db.write([auditEnd({ ...values, requestId: call.requestId }), endSession(values)]);
}
