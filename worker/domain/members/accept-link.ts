import { sql } from "drizzle-orm";
import { GuardRefusal } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";
import { Failure } from "../failure.ts";
import { browserSession } from "../sessions/browser.ts";
import { auditMember, type SignInCall } from "../sessions/call.ts";
import type { LinkPurpose } from "./one-time-link.ts";

const p = sql.placeholder;

/** Whose link it is, for the page. */
export interface LinkOwner {
  memberId: string;
  name: string;
  email: string;
}

/** The link is unused and unexpired, and its member is as it expects: invited, or active. */
const usable = sql`one_time_link l join member m on m.id = l.member_id
  and m.state = case l.purpose when 'invitation' then 'invited' else 'active' end
  where l.token_hash = ${p("tokenHash")} and l.purpose = ${p("purpose")} and l.used_at is null and l.expires_at > ${p("now")}`;

const selectOwner = prepare<{ tokenHash: string; purpose: string; now: number }, LinkOwner>(sql`
  select m.id as "memberId", m.name, m.email from ${usable}`);

/** Looking changes nothing: mail scanners follow links before people do. */
export async function findLink(
  call: SignInCall,
  purpose: LinkPurpose,
  token: string,
): Promise<LinkOwner | null> {
  const statement = selectOwner({ tokenHash: await sha256(token), purpose, now: call.now });
  const [result] = await call.db.read([statement]);
  return (result && statement.decode(result)[0]) ?? null;
}

const requireUsable = prepare<{ tokenHash: string; purpose: string; now: number }>(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held, target_found)
  select 1, 'system', 1, 1, exists (select 1 from ${usable})`);

/** The link that is used and every other one of the member. */
const useLinks = prepare<{ memberId: string; now: number }>(sql`
  update one_time_link set used_at = ${p("now")} where member_id = ${p("memberId")} and used_at is null`);

const revokeSessions = prepare<{ memberId: string; now: number }>(sql`
  update session set revoked_at = ${p("now")} where member_id = ${p("memberId")} and revoked_at is null`);

const setPassword = prepare<{ memberId: string; name: string | null; password: string; now: number }>(sql`
  update member set password = ${p("password")}, name = coalesce(${p("name")}, name), state = 'active',
    updated_at = ${p("now")}, version = version + 1
  where id = ${p("memberId")}`);

/**
 * Sets the password, ends every session of the member and signs this browser in: one batch, once, also
 * when the link is posted many times at once.
 *
 * @param input.name set when the member may say how they are called; null keeps it
 * @throws {Failure} LINK_INVALID
 */
export async function acceptLink(
  call: SignInCall,
  input: {
    purpose: LinkPurpose;
    token: string;
    memberId: string;
    name: string | null;
    passwordHash: string;
    userAgent: string;
  },
): Promise<{ cookie: string }> {
  const { now, requestId } = call;
  const { purpose, memberId, name } = input;
  const { cookie, statement } = await browserSession(now, memberId, input.userAgent);
  const verb = purpose === "invitation" ? "members.acceptInvitation" : "members.resetPassword";
  try {
    await call.db.write([
      requireUsable({ tokenHash: await sha256(input.token), purpose, now }),
      useLinks({ memberId, now }),
      revokeSessions({ memberId, now }),
      setPassword({ memberId, name, password: input.passwordHash, now }),
      statement,
      auditMember({ memberId, now, verb, outcome: "done", requestId }),
    ]);
  } catch (error) {
    if (error instanceof GuardRefusal) throw new Failure("LINK_INVALID");
    throw error;
  }
  return { cookie };
}
