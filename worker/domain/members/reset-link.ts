import { sql } from "drizzle-orm";
import { MemberResetLink } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { requireMember } from "./guards.ts";
import { insertLink, linkEnds, linkResult, makeLink, type OneTimeLink, voidLinks } from "./one-time-link.ts";

const p = sql.placeholder;

const requireNotDisabled = prepare<{ memberId: string }>(sql`
  update guard set condition_met = exists (
    select 1 from member where id = ${p("memberId")} and state <> 'disabled')`);

/**
 * A link to set a new password, for one hour; for a member who has not accepted yet, the invitation
 * anew, for seven days. Older links of the member end.
 *
 * @throws {Failure} NOT_FOUND, MEMBER_DISABLED
 */
export const makeResetLink = writeVerb({
  name: "members.resetLink",
  permission: "workspace:manage",
  unmasked: "team",
  input: MemberResetLink,
  run(ctx, input): Promise<OneTimeLink> {
    const { memberId } = input;
    const { now } = ctx;
    return makeLink(ctx, (tokenHash) =>
      write(ctx, {
        input,
        target: memberId,
        refused: { condition_met: new Failure("MEMBER_DISABLED") },
        statements: [
          requireMember({ memberId }),
          requireNotDisabled({ memberId }),
          voidLinks({ memberId, now }),
          insertLink({ tokenHash, memberId, ...linkEnds(now) }),
        ],
        result: linkResult({ tokenHash }),
      }),
    );
  },
});
