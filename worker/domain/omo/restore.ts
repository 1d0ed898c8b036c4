import { sql } from "drizzle-orm";
import { type OmoBinding, OmoRestore } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { touch } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { bindingResult } from "./current.ts";
import { requireOmoContact, requireUnbound } from "./guards.ts";
import { recordOmo } from "./record.ts";

const p = sql.placeholder;

type Values = { contactId: string; bindingId: string };

/** Who undoes it is who unbound. */
const requireOwnUnbinding = prepare<Values>(sql`
  update guard set target_found = exists (
      select 1 from omo_binding o where o.id = ${p("bindingId")} and o.contact_id = ${p("contactId")}
        and o.unbound_at is not null and o.unbound_by is guard.member_id),
    condition_met = coalesce((select m.state <> 'disabled' from omo_binding o join member m on m.id = o.member_id
      where o.id = ${p("bindingId")}), 1)`);

const bringBack = prepare<Values>(sql`
  update omo_binding set unbound_at = null, unbound_by = null where id = ${p("bindingId")}`);

/**
 * Undoes a member's own unbinding: the same binding as before, since when it was.
 *
 * @throws {Failure} NOT_FOUND when the member did not end it; MEMBER_DISABLED; ALREADY_EXISTS when the contact
 *   was bound to somebody else meanwhile
 */
export const restoreBinding = writeVerb({
  name: "omo.restore",
  permission: "omo:bind",
  module: "omo",
  input: OmoRestore,
  run(ctx, input): Promise<OmoBinding> {
    const { contactId, bindingId } = input;
    const { now } = ctx;
    return write<OmoBinding>(ctx, {
      input,
      target: contactId,
      detail: { bindingId },
      refused: {
        condition_met: new Failure("MEMBER_DISABLED"),
        version_fresh: new Failure("ALREADY_EXISTS"),
      },
      statements: [
        requireOmoContact({ contactId }),
        requireOwnUnbinding({ contactId, bindingId }),
        requireUnbound({ contactId }),
        bringBack({ contactId, bindingId }),
        recordOmo({ eventId: newId(now), bindingId, contactId, kind: "omo.restored", now }),
        touch({ contactId, now }),
      ],
      result: bindingResult({ bindingId }),
    });
  },
});
