import { sql } from "drizzle-orm";
import { OmoBind, type OmoBinding } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { touch } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { bindingResult } from "./current.ts";
import { requireOmoContact, requireUnbound } from "./guards.ts";
import { recordOmo } from "./record.ts";

const p = sql.placeholder;

type Values = { memberId: string; branchId: string | null };

/** Who is not in that branch, or a branch that is put away, is no choice. */
const requireChoice = prepare<Values>(sql`
  update guard set target_found = exists (select 1 from member where id = ${p("memberId")})
    and (${p("branchId")} is null or exists (
      select 1 from branch b join branch_member w on w.branch_id = b.id and w.member_id = ${p("memberId")}
      where b.id = ${p("branchId")} and b.archived_at is null))`);

const requireActive = prepare<Values>(sql`
  update guard set condition_met = (select state <> 'disabled' from member where id = ${p("memberId")})`);

const insert = prepare<Values & { bindingId: string; contactId: string; now: number }>(sql`
  insert into omo_binding (id, contact_id, member_id, branch_id, bound_by, bound_at)
  values (${p("bindingId")}, ${p("contactId")}, ${p("memberId")}, ${p("branchId")}, ${actingMember}, ${p("now")})`);

/**
 * Binds a contact of LINE or WhatsApp to a member, of a branch or alone (綁定成員（分店）).
 *
 * @throws {Failure} NOT_FOUND, also for another channel's contact and a member who is not in the branch;
 *   MEMBER_DISABLED; ALREADY_EXISTS when the contact is bound to somebody
 */
export const bindMember = writeVerb({
  name: "omo.bind",
  permission: "omo:bind",
  module: "omo",
  input: OmoBind,
  run(ctx, input): Promise<OmoBinding> {
    const { contactId, memberId, branchId } = input;
    const { now } = ctx;
    const bindingId = newId(now);
    return write<OmoBinding>(ctx, {
      input,
      target: contactId,
      detail: { bindingId, memberId, branchId },
      refused: {
        condition_met: new Failure("MEMBER_DISABLED"),
        version_fresh: new Failure("ALREADY_EXISTS"),
      },
      statements: [
        requireOmoContact({ contactId }),
        requireChoice({ memberId, branchId }),
        requireActive({ memberId, branchId }),
        requireUnbound({ contactId }),
        insert({ bindingId, contactId, memberId, branchId, now }),
        recordOmo({ eventId: newId(now), bindingId, contactId, kind: "omo.bound", now }),
        touch({ contactId, now }),
      ],
      result: bindingResult({ bindingId }),
    });
  },
});
