import { sql } from "drizzle-orm";
import { type MemberItem, MemberSetRole } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { requireMember, requireOtherAdmin } from "./guards.ts";
import { memberResult } from "./item.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ memberId: string; seen: string }>(sql`
  update guard set version_fresh = exists (
    select 1 from member where id = ${p("memberId")} and role = ${p("seen")})`);

const setRole = prepare<{ memberId: string; role: string; now: number }>(sql`
  update member set role = ${p("role")}, updated_at = ${p("now")}, version = version + 1
  where id = ${p("memberId")}`);

/**
 * Takes effect on the member's next request: the guard of every batch reads the role.
 *
 * @throws {Failure} NOT_FOUND, LAST_ADMIN, STALE
 */
export const setMemberRole = writeVerb({
  name: "members.setRole",
  permission: "workspace:manage",
  unmasked: "team",
  input: MemberSetRole,
  run(ctx, input): Promise<MemberItem> {
    const { memberId, role, seen } = input;
    return write(ctx, {
      input,
      target: memberId,
      detail: { role },
      refused: { condition_met: new Failure("LAST_ADMIN") },
      statements: [
        requireMember({ memberId }),
        ...(seen ? [requireSeen({ memberId, seen })] : []),
        ...(role === "admin" ? [] : [requireOtherAdmin({ memberId })]),
        setRole({ memberId, role, now: ctx.now }),
      ],
      result: memberResult({ memberId }),
    });
  },
});
