import { sql } from "drizzle-orm";
import { type MemberItem, MemberSetState } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { requireMember, requireOtherAdmin } from "./guards.ts";
import { memberResult } from "./item.ts";
import { voidLinks } from "./one-time-link.ts";

const p = sql.placeholder;

/** Who was disabled before accepting an invitation is invited again, since there is no password yet. */
const enable = prepare<{ memberId: string; now: number }>(sql`
  update member set updated_at = ${p("now")}, version = version + 1,
    state = case when password is null and exists (
      select 1 from one_time_link where member_id = member.id and purpose = 'invitation')
      then 'invited' else 'active' end
  where id = ${p("memberId")}`);

const disable = prepare<{ memberId: string; now: number }>(sql`
  update member set state = 'disabled', updated_at = ${p("now")}, version = version + 1
  where id = ${p("memberId")}`);

const revokeSessions = prepare<{ memberId: string; now: number }>(sql`
  update session set revoked_at = ${p("now")} where member_id = ${p("memberId")} and revoked_at is null`);

/**
 * Disabling takes effect on the member's next request and ends all their sessions and links; enabling
 * again asks them to sign in anew.
 *
 * @throws {Failure} NOT_FOUND, LAST_ADMIN
 */
export const setMemberState = writeVerb({
  name: "members.setState",
  permission: "workspace:manage",
  unmasked: "team",
  input: MemberSetState,
  run(ctx, input): Promise<MemberItem> {
    const { memberId, state } = input;
    const who = { memberId, now: ctx.now };
    return write(ctx, {
      input,
      target: memberId,
      detail: { state },
      refused: { condition_met: new Failure("LAST_ADMIN") },
      statements: [
        requireMember({ memberId }),
        ...(state === "active"
          ? [enable(who)]
          : [requireOtherAdmin({ memberId }), disable(who), revokeSessions(who), voidLinks(who)]),
      ],
      result: memberResult({ memberId }),
    });
  },
});
