import { sql } from "drizzle-orm";
import { asRegion, displayPhone } from "../../../shared/phone.ts";
import { ContactReveal, type Revealed } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { requireContact } from "../guards.ts";
import { maskedText } from "../masking/mask.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const selectClear = prepare<{ contactId: string }, { result: string }>(sql`
  select json_object('phone', phone, 'email', email, 'memberNo', member_no, 'externalId', external_id,
    'region', (select json(value) from setting where name = 'defaultRegion')) as result
  from contact where id = ${p("contactId")} and deleted_at is null`);

type Clear = Record<"phone" | "email" | "memberNo" | "externalId", string | null> & { region: unknown };

/**
 * Shows values that a role sees masked, to a member who says why. The audit keeps which fields and the
 * reason, never the values, and neither does the operation.
 *
 * @throws {Failure} NOT_FOUND; INVALID_INPUT with the field `reason`
 */
export const revealContact = writeVerb({
  name: "contacts.reveal",
  permission: "contact:reveal",
  unmasked: "revealed",
  input: ContactReveal,
  run(ctx, input): Promise<Revealed> {
    const { contactId } = input;
    const fields = [...new Set(input.fields)];
    // A reason may quote what it asks for.
    const reason = maskedText(input.reason, { kinds: ["phone", "email", "id"], secrets: [] });
    return write<Revealed>(ctx, {
      input,
      target: contactId,
      detail: { fields, reason },
      fleeting: true,
      statements: [requireContact({ contactId })],
      result: selectClear({ contactId }),
      decode(found) {
        const clear = found as Clear;
        const shown = Object.fromEntries(fields.map((field) => [field, clear[field]]));
        if (!fields.includes("phone")) return { contactId, ...shown };
        const display = clear.phone && displayPhone(clear.phone, asRegion(clear.region));
        return { contactId, ...shown, phoneDisplay: display };
      },
    });
  },
});
