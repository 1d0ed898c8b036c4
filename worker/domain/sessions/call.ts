import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import type { Call } from "../ctx.ts";

const p = sql.placeholder;

/** What signing in is called with: nobody acts yet, so there is no actor and no operation. */
export type SignInCall = Pick<Call, "db" | "now" | "requestId" | "sealer">;

/** Surfaces that redeem codes. `browser` is the session behind the sign-in page's cookie. */
export const CODE_CLIENTS = ["console", "extension", "widget"] as const;
export type CodeClient = (typeof CODE_CLIENTS)[number];

export interface SignedInMember {
  id: string;
  name: string;
  email: string;
  role: string;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Milliseconds. A session slides: each use gives it its whole life again. */
export const LIFETIME = { code: MINUTE, access: 15 * MINUTE, session: 30 * DAY };

/** Signing in, out and the links are audited under the member they concern. */
export const auditMember = prepare<{
  memberId: string;
  now: number;
  verb: string;
  outcome: "done" | "refused";
  requestId: string;
}>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, outcome, request_id)
  values (${p("now")}, 'member', ${p("memberId")}, ${p("verb")}, ${p("memberId")}, ${p("outcome")}, ${p("requestId")})`);
