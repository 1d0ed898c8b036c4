import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";
import { Failure } from "../failure.ts";
import { LIFETIME, type SignInCall } from "./call.ts";
import { nextTokens, type Tokens, wasIssued } from "./tokens.ts";

const p = sql.placeholder;

const selectSession = prepare<
  { id: string; now: number },
  { sealedKey: string; accessExpiresAt: number; refreshHash: string; previousHash: string | null }
>(sql`
  select s.sealed_key as "sealedKey", s.access_expires_at as "accessExpiresAt", s.refresh_hash as "refreshHash",
    s.previous_refresh_hash as "previousHash"
  from session s join member m on m.id = s.member_id and m.state = 'active'
  where s.id = ${p("id")} and s.client <> 'browser' and s.sealed_key is not null and s.revoked_at is null
    and s.expires_at > ${p("now")}`);

/** Nothing happens when the session ended, or its tokens moved on, since it was read. */
const rotate = prepare<{
  id: string;
  hash: string;
  refreshHash: string;
  accessHash: string;
  accessExpiresAt: number;
  now: number;
  expiresAt: number;
}>(sql`
  update session set refresh_hash = ${p("refreshHash")}, previous_refresh_hash = ${p("hash")},
    access_hash = ${p("accessHash")}, access_expires_at = ${p("accessExpiresAt")},
    last_seen_at = ${p("now")}, expires_at = ${p("expiresAt")}
  where id = ${p("id")} and revoked_at is null and ${p("hash")} in (refresh_hash, previous_refresh_hash)
  returning id`);

const selectMember = prepare<{ id: string }>(sql`
  select m.id, m.name, m.email, m.role from session s join member m on m.id = s.member_id and m.state = 'active'
  where s.id = ${p("id")}`);

const revokeReused = prepare<{ id: string; now: number }>(sql`
  update session set revoked_at = ${p("now")} where id = ${p("id")} and revoked_at is null`);

const auditReuse = prepare<{ id: string; now: number; requestId: string }>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, outcome, request_id)
  select ${p("now")}, 'member', member_id, 'sessions.refresh', id, 'refused', ${p("requestId")}
  from session where id = ${p("id")}`);

/** `<session id>.<secret>`: an older token still names its session, so that its reuse can end it. */
const TOKEN = /^([0-9a-f-]{36})\.[\w-]{43}$/;

export const sessionOfRefreshToken = (token: string): string | null => TOKEN.exec(token)?.[1] ?? null;

/**
 * Rotates a refresh token. The one before stays valid until its successor is first used; any older one
 * means that it was copied, and ends the session for whoever holds it. A secret the session never had
 * is only refused: else whoever knows a session's id could end it.
 *
 * @throws {Failure} UNAUTHENTICATED
 */
export async function refreshSession(call: SignInCall, refreshToken: string): Promise<Tokens> {
  const { db, now, requestId } = call;
  const id = sessionOfRefreshToken(refreshToken);
  if (!id) throw new Failure("UNAUTHENTICATED");
  const select = selectSession({ id, now });
  const [found] = await db.read([select]);
  const session = found && select.decode(found)[0];
  if (!session) throw new Failure("UNAUTHENTICATED");
  const hash = await sha256(refreshToken);
  if (hash === session.refreshHash || hash === session.previousHash) {
    const next = await nextTokens(call, { id, ...session }, refreshToken);
    const [rotated, member] = await db.write([
      rotate({ id, hash, ...next.stored, now, expiresAt: now + LIFETIME.session }),
      selectMember({ id }),
    ]);
    if (rotated?.rows.length === 1 && member?.rows.length === 1) return next.answer(member.rows[0]);
  } else if (!(await wasIssued(call, { id, ...session }, refreshToken))) {
    throw new Failure("UNAUTHENTICATED");
  }
  await db.write([revokeReused({ id, now }), auditReuse({ id, now, requestId })]);
  throw new Failure("UNAUTHENTICATED");
}
