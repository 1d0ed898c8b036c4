import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";
import { GuardRefusal } from "../../db/database.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { type Bucket, forgiveAttempt } from "./attempts.ts";
import { auditMember, LIFETIME, type SignedInMember, type SignInCall } from "./call.ts";
import { newToken } from "./token.ts";

const p = sql.placeholder;

/** A signed-in browser: the session behind the sign-in pages' cookie. It cannot call the API. */
export interface BrowserSession {
  sessionId: string;
  member: SignedInMember;
}

const selectBrowser = prepare<
  { hash: string; now: number },
  { sessionId: string; id: string; name: string; email: string; role: string }
>(sql`
  select s.id as "sessionId", m.id, m.name, m.email, m.role
  from session s join member m on m.id = s.member_id and m.state = 'active'
  where s.refresh_hash = ${p("hash")} and s.client = 'browser' and s.revoked_at is null and s.expires_at > ${p("now")}`);

export async function findBrowserSession(call: SignInCall, cookie: string): Promise<BrowserSession | null> {
  const statement = selectBrowser({ hash: await sha256(cookie), now: call.now });
  const [result] = await call.db.read([statement]);
  const row = result && statement.decode(result)[0];
  if (!row) return null;
  const { sessionId, ...member } = row;
  return { sessionId, member };
}

const requireActiveMember = prepare<{ memberId: string }>(sql`
  insert or replace into guard (id, actor_kind, member_id, session_live, right_held, target_found)
  select 1, 'member', ${p("memberId")}, 1, 1,
    exists (select 1 from member where id = ${p("memberId")} and state = 'active')`);

const insertBrowser = prepare<{
  id: string;
  memberId: string;
  hash: string;
  now: number;
  expiresAt: number;
  userAgent: string;
}>(sql`
  insert into session (id, member_id, client, refresh_hash, created_at, last_seen_at, expires_at, user_agent)
  values (${p("id")}, ${p("memberId")}, 'browser', ${p("hash")}, ${p("now")}, ${p("now")}, ${p("expiresAt")}, ${p("userAgent")})`);

const revokeBrowser = prepare<{ hash: string; now: number }>(sql`
  update session set revoked_at = ${p("now")}
  where refresh_hash = ${p("hash")} and client = 'browser' and revoked_at is null`);

/** The statements that sign a browser in, and what its cookie is. */
export async function browserSession(now: number, memberId: string, userAgent: string) {
  const cookie = newToken();
  const sessionId = newId(now);
  const statement: Statement = insertBrowser({
    id: sessionId,
    memberId,
    hash: await sha256(cookie),
    now,
    expiresAt: now + LIFETIME.session,
    userAgent: userAgent.slice(0, 300),
  });
  return { cookie, sessionId, statement };
}

/**
 * After the password was right: one batch ends the browser's earlier session, if it had one, and
 * starts this one.
 *
 * @throws {Failure} WRONG_PASSWORD when the member was disabled meanwhile
 */
export async function signInBrowser(
  call: SignInCall,
  input: { memberId: string; userAgent: string; buckets: readonly Bucket[]; earlierCookie: string | null },
): Promise<{ cookie: string; sessionId: string }> {
  const { now, requestId } = call;
  const { memberId } = input;
  const { cookie, sessionId, statement } = await browserSession(now, memberId, input.userAgent);
  const earlier = input.earlierCookie;
  try {
    await call.db.write([
      requireActiveMember({ memberId }),
      ...forgiveAttempt(now, input.buckets),
      ...(earlier ? [revokeBrowser({ hash: await sha256(earlier), now })] : []),
      statement,
      auditMember({ memberId, now, verb: "sessions.signIn", outcome: "done", requestId }),
    ]);
  } catch (error) {
    if (error instanceof GuardRefusal) throw new Failure("WRONG_PASSWORD");
    throw error;
  }
  return { cookie, sessionId };
}

/** Records a wrong password for an account that exists. */
export async function refuseSignIn({ db, now, requestId }: SignInCall, memberId: string): Promise<void> {
  await db.write([auditMember({ memberId, now, verb: "sessions.signIn", outcome: "refused", requestId })]);
}
