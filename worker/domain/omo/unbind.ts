import { sql } from "drizzle-orm";
import { OmoUnbind } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { touch } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { requireOmoContact } from "./guards.ts";
import { recordOmo } from "./record.ts";

const p = sql.placeholder;

type Values = { contactId: string; bindingId: string };

const requireBinding = prepare<Values>(sql`
  update guard set target_found = exists (
      select 1 from omo_binding where id = ${p("bindingId")} and contact_id = ${p("contactId")}),
    version_fresh = not exists (
      select 1 from omo_binding where id = ${p("bindingId")} and unbound_at is not null)`);

const end = prepare<Values & { now: number }>(sql`
  update omo_binding set unbound_at = ${p("now")}, unbound_by = ${actingMember} where id = ${p("bindingId")}`);

/**
 * Ends the binding that was on screen, no other.
 *
 * @throws {Failure} NOT_FOUND; STALE when it has ended already
 */
export const unbindMember = writeVerb({
  name: "omo.unbind",
  permission: "omo:bind",
  module: "omo",
  input: OmoUnbind,
  run(ctx, input): Promise<{ bindingId: string }> {
    const { contactId, bindingId } = input;
    const { now } = ctx;
    return write<{ bindingId: string }>(ctx, {
      input,
      target: contactId,
      detail: { bindingId },
      refused: { version_fresh: new Failure("STALE") },
      statements: [
        requireOmoContact({ contactId }),
        requireBinding({ contactId, bindingId }),
        end({ contactId, bindingId, now }),
        recordOmo({ eventId: newId(now), bindingId, contactId, kind: "omo.unbound", now }),
        touch({ contactId, now }),
      ],
      result: answerWith({ bindingId }),
    });
  },
});
