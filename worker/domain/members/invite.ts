import { sql } from "drizzle-orm";
import { MemberInvite } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { insertLink, linkEnds, linkResult, makeLink, type OneTimeLink } from "./one-time-link.ts";

const p = sql.placeholder;

const requireNew = prepare<{ email: string }>(sql`
  update guard set condition_met = not exists (select 1 from member where email = ${p("email")})`);

const insertMember = prepare<{ id: string; email: string; name: string; role: string; now: number }>(sql`
  insert into member (id, email, name, role, state, created_at, updated_at)
  values (${p("id")}, ${p("email")}, ${p("name")}, ${p("role")}, 'invited', ${p("now")}, ${p("now")})`);

/**
 * A new member, who sets a password with the link answered here: it works once, for seven days.
 *
 * @throws {Failure} ALREADY_EXISTS (field `email`); an invited member gets a new link by `members.resetLink`
 */
export const inviteMember = writeVerb({
  name: "members.invite",
  permission: "workspace:manage",
  unmasked: "team",
  input: MemberInvite,
  run(ctx, input): Promise<OneTimeLink> {
    const { now } = ctx;
    const memberId = newId(now);
    return makeLink(ctx, (tokenHash) =>
      write(ctx, {
        input,
        target: memberId,
        detail: { role: input.role },
        refused: { condition_met: new Failure("ALREADY_EXISTS", { field: "email" }) },
        statements: [
          requireNew({ email: input.email }),
          insertMember({ id: memberId, ...input, now }),
          insertLink({ tokenHash, memberId, ...linkEnds(now) }),
        ],
        result: linkResult({ tokenHash }),
      }),
    );
  },
});
