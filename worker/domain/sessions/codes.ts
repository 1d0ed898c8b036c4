import { sql } from "drizzle-orm";
import { GuardRefusal } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { type CodeClient, LIFETIME, type SignInCall } from "./call.ts";
import { firstTokens, type Tokens } from "./tokens.ts";
import { newToken } from "./token.ts";

const p = sql.placeholder;

const requireLiveBrowser = prepare<{ sessionId: string; now: number }>(sql`
  insert or replace into guard (id, actor_kind, member_id, session_live, right_held)
  select 1, 'member', m.id, m.id is not null, 1
  from (select 1) left join session s on s.id = ${p("sessionId")} and s.revoked_at is null and s.expires_at > ${p("now")}
  left join member m on m.id = s.member_id and m.state = 'active'`);

const slideBrowser = prepare<{ sessionId: string; now: number; expiresAt: number }>(sql`
  update session set last_seen_at = ${p("now")}, expires_at = ${p("expiresAt")} where id = ${p("sessionId")}`);

const insertCode = prepare<{
  hash: string;
  sessionId: string;
  client: string;
  redirectUri: string;
  codeChallenge: string;
  now: number;
  expiresAt: number;
}>(sql`
  insert into authorization_code
    (code_hash, member_id, session_id, client, redirect_uri, code_challenge, created_at, expires_at)
  select ${p("hash")}, g.member_id, ${p("sessionId")}, ${p("client")}, ${p("redirectUri")}, ${p("codeChallenge")},
    ${p("now")}, ${p("expiresAt")} from guard g`);

const deleteExpired = prepare<{ now: number }>(sql`
  delete from authorization_code where expires_at <= ${p("now")}`);

/**
 * A code for a surface, by the browser that is signed in. It works once, for a minute.
 *
 * @throws {Failure} UNAUTHENTICATED when the browser's session ended
 */
export async function issueCode(
  call: SignInCall,
  input: { sessionId: string; client: CodeClient; redirectUri: string; codeChallenge: string },
): Promise<string> {
  const { now } = call;
  const code = newToken();
  const { sessionId } = input;
  try {
    await call.db.write([
      requireLiveBrowser({ sessionId, now }),
      slideBrowser({ sessionId, now, expiresAt: now + LIFETIME.session }),
      deleteExpired({ now }),
      insertCode({ hash: await sha256(code), ...input, now, expiresAt: now + LIFETIME.code }),
    ]);
  } catch (error) {
    if (error instanceof GuardRefusal) throw new Failure("UNAUTHENTICATED");
    throw error;
  }
  return code;
}

/** The code is for this surface, unused, unexpired and from a browser that is still signed in. */
const requireCode = prepare<{
  hash: string;
  client: string;
  redirectUri: string;
  codeChallenge: string;
  now: number;
}>(sql`
  insert or replace into guard (id, actor_kind, member_id, session_live, right_held, target_found)
  select 1, 'member', m.id, 1, 1, m.id is not null
  from (select 1) left join authorization_code c on c.code_hash = ${p("hash")} and c.redeemed_at is null
    and c.expires_at > ${p("now")} and c.client = ${p("client")} and c.redirect_uri = ${p("redirectUri")}
    and c.code_challenge = ${p("codeChallenge")}
  left join session b on b.id = c.session_id and b.revoked_at is null
  left join member m on m.id = b.member_id and m.state = 'active'`);

const markRedeemed = prepare<{ hash: string; now: number }>(sql`
  update authorization_code set redeemed_at = ${p("now")} where code_hash = ${p("hash")}`);

const insertSession = prepare<{
  id: string;
  hash: string;
  client: string;
  accessHash: string;
  accessExpiresAt: number;
  refreshHash: string;
  sealedKey: string;
  now: number;
  expiresAt: number;
  userAgent: string;
}>(sql`
  insert into session (id, member_id, client, access_hash, access_expires_at, refresh_hash, sealed_key, signed_in_by,
    created_at, last_seen_at, expires_at, user_agent)
  select ${p("id")}, c.member_id, ${p("client")}, ${p("accessHash")}, ${p("accessExpiresAt")}, ${p("refreshHash")},
    ${p("sealedKey")}, c.session_id, ${p("now")}, ${p("now")}, ${p("expiresAt")}, ${p("userAgent")}
  from authorization_code c where c.code_hash = ${p("hash")}`);

const selectMember = prepare(sql`
  select m.id, m.name, m.email, m.role from member m join guard g on g.member_id = m.id`);

const auditRedeem = prepare<{ now: number; client: string; sessionId: string; requestId: string }>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, detail, request_id)
  select ${p("now")}, 'member', member_id, 'sessions.start', ${p("sessionId")},
    json_object('client', ${p("client")}), ${p("requestId")} from guard`);

/**
 * Turns a code into a session, once, also when it is redeemed many times at once.
 *
 * @param codeVerifier of PKCE, S256 only
 * @throws {Failure} CODE_INVALID
 */
export async function redeemCode(
  call: SignInCall,
  input: { code: string; client: CodeClient; redirectUri: string; codeVerifier: string; userAgent: string },
): Promise<Tokens> {
  const { now, requestId } = call;
  const { client, redirectUri } = input;
  const hash = await sha256(input.code);
  const codeChallenge = await sha256(input.codeVerifier);
  const sessionId = newId(now);
  const tokens = await firstTokens(call, sessionId);
  const member = selectMember({});
  try {
    const results = await call.db.write([
      requireCode({ hash, client, redirectUri, codeChallenge, now }),
      markRedeemed({ hash, now }),
      insertSession({
        id: sessionId,
        hash,
        client,
        ...tokens.stored,
        now,
        expiresAt: now + LIFETIME.session,
        userAgent: input.userAgent.slice(0, 300),
      }),
      auditRedeem({ now, client, sessionId, requestId }),
      member,
    ]);
    return tokens.answer(results.at(-1)?.rows[0]);
  } catch (error) {
    if (error instanceof GuardRefusal) throw new Failure("CODE_INVALID");
    throw error;
  }
}
