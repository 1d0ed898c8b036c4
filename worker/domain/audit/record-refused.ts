import { sql } from "drizzle-orm";
import type { ErrorCode } from "../../../shared/error-codes.ts";
import type { AuditDetail } from "../../../shared/schemas/audit.ts";
import { prepare } from "../../db/statement.ts";
import type { Ctx } from "../ctx.ts";

/** However often a member tries the same, one row a minute says so. */
const ONCE_IN_MS = 60_000;

const p = sql.placeholder;

const insert = prepare<{
  accessHash: string | null;
  sessionId: string | null;
  memberId: string | null;
  now: number;
  since: number;
  verb: string;
  target: string | null;
  detail: string;
  requestId: string;
}>(sql`
  insert into audit (at, actor_kind, actor_id, verb, target, detail, outcome, request_id)
  select ${p("now")}, 'member', m.id, ${p("verb")}, ${p("target")}, ${p("detail")}, 'refused', ${p("requestId")}
  from member m
  where m.id = coalesce(${p("memberId")},
      (select member_id from session where access_hash = ${p("accessHash")}),
      (select member_id from session where id = ${p("sessionId")}))
    and not exists (select 1 from audit a where a.outcome = 'refused' and a.actor_id = m.id
      and a.verb = ${p("verb")} and a.at > ${p("since")})`);

const insertOfKey = prepare<{
  keyHash: string;
  now: number;
  since: number;
  verb: string;
  detail: string;
  requestId: string;
}>(sql`
  insert into audit (at, actor_kind, actor_id, verb, detail, outcome, request_id)
  select ${p("now")}, 'key', k.id, ${p("verb")}, ${p("detail")}, 'refused', ${p("requestId")}
  from api_key k where k.hash = ${p("keyHash")}
    and not exists (select 1 from audit a where a.outcome = 'refused' and a.actor_id = k.id
      and a.verb = ${p("verb")} and a.at > ${p("since")})`);

/** Refusals that say: this member may not. Others say that the input or the state is not right. */
const ABOUT_RIGHTS: ReadonlySet<ErrorCode> = new Set(["FORBIDDEN", "MODULE_OFF"]);

type Refused = Pick<Ctx, "actor" | "db" | "now" | "verb" | "about" | "requestId" | "written">;

/** Keeps in the audit that a member or a key was refused something; nothing for who is not signed in. */
export async function recordRefused(ctx: Refused, code: ErrorCode): Promise<void> {
  const { actor, now, verb, about, requestId } = ctx;
  if (actor.kind === "system" || !ABOUT_RIGHTS.has(code)) return;
  if (actor.kind === "key") {
    const detail = JSON.stringify({ code, scope: actor.scope } satisfies AuditDetail);
    const { keyHash } = actor;
    await ctx.db.write([insertOfKey({ keyHash, now, since: now - ONCE_IN_MS, verb, detail, requestId })]);
    ctx.written?.();
    return;
  }
  await ctx.db.write([
    insert({
      accessHash: actor.kind === "member" ? actor.accessHash : null,
      sessionId: actor.kind === "session" ? actor.sessionId : null,
      memberId: actor.kind === "behalf" ? actor.memberId : null,
      now,
      since: now - ONCE_IN_MS,
      verb,
      target: about,
      detail: JSON.stringify({ code } satisfies AuditDetail),
      requestId,
    }),
  ]);
  ctx.written?.();
}
