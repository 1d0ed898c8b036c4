import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { CountryCode } from "libphonenumber-js/min";
import { maskedSeen } from "../../../shared/masking.ts";
import { asRegion, DEFAULT_REGION, parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { type PhoneField, ProfileEdit, type ProfileField } from "../../../shared/schemas/panel.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { indexContactName } from "../contacts/name-index.ts";
import type { Ctx } from "../ctx.ts";
import { touch } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { feedSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { phoneField, profileField } from "./field.ts";

const p = sql.placeholder;

type Field = ProfileEdit["field"];

const selectRegion = prepare<Record<string, never>, { region: string | null }>(sql`
  select (select value from setting where name = 'defaultRegion') as region`);

/** WhatsApp is the owner of its contacts' phone, whoever asks. */
const requireUnlocked = prepare<{ contactId: string; field: Field }>(sql`
  update guard set condition_met = not (${p("field")} = 'phone' and exists (
    select 1 from contact c join channel ch on ch.id = c.channel_id
    where c.id = ${p("contactId")} and ch.kind = 'whatsapp'))`);

const insertValue = prepare<{
  id: string;
  contactId: string;
  field: Field;
  value: string | null;
  now: number;
}>(sql`
  insert into contact_value (id, contact_id, field, value, source, author_id, at)
  values (${p("id")}, ${p("contactId")}, ${p("field")}, ${p("value")}, 'agent', ${actingMember}, ${p("now")})`);

const statementsOf = (field: Field) => {
  const column = sql.raw(field);
  return {
    requireSeen: prepare<{ contactId: string; seen: string | null; seenAt: number | null }>(sql`
      update guard set version_fresh = (select ${column} from contact where id = ${p("contactId")}) is ${p("seen")}
        or coalesce((select at from contact_value where contact_id = ${p("contactId")}
          and field = ${sql.raw(`'${field}'`)} order by at desc, id desc limit 1) = ${p("seenAt")}, 0)`),
    /** Who edits a masked field does not know what was there. */
    record: prepare<{ id: string; contactId: string; value: string | null; now: number }>(sql`
      insert into event (id, contact_id, kind, actor_kind, actor_id, actor_name, data, at)
      select ${p("id")}, c.id, 'profile.edited', actor_kind, member_id, member_name,
        json_object('field', ${sql.raw(`'${field}'`)}, 'before', c.${column}, 'after', ${p("value")}), ${p("now")}
      from guard, contact c where c.id = ${p("contactId")}`),
    set: prepare<{ contactId: string; value: string | null }>(sql`
      update contact set ${column} = ${p("value")} where id = ${p("contactId")}`),
    result: prepare<{ contactId: string; now: number }, { result: string }>(sql`
      select json_object('version', version, 'value', ${column}, 'authorName', (select member_name from guard),
        'at', ${p("now")}) as result from contact where id = ${p("contactId")}`),
  };
};
const OF_FIELD = { name: statementsOf("name"), email: statementsOf("email"), phone: statementsOf("phone") };

/** What the batch stores of the answer: the rest follows from it. */
interface Stored {
  version: number;
  value: string | null;
  authorName: string;
  at: number;
}

export interface ProfileEdited {
  contactId: string;
  version: number;
  field: ProfileField | PhoneField;
}

/**
 * A member corrects a field of the profile; empty unsets it. Fields are independent of each other.
 *
 * @throws {Failure} INVALID_EMAIL, INVALID_PHONE (field `value`), PHONE_LOCKED, NOT_FOUND;
 *   STALE when the field no longer is what the member saw: nothing changed
 */
export const editProfile = writeVerb({
  name: "profile.edit",
  permission: "profile:edit",
  input: ProfileEdit,
  async run(ctx, input): Promise<ProfileEdited> {
    const { contactId, field, seen } = input;
    const { now } = ctx;
    const region = field === "phone" ? await regionOf(ctx) : DEFAULT_REGION;
    const value = input.value === "" ? null : parsed(field, input.value, region);
    const { requireSeen, record, set, result } = OF_FIELD[field];
    const rename: Statement[] = field === "name" ? indexContactName({ contactId, name: value }) : [];
    return write<ProfileEdited>(ctx, {
      input,
      target: contactId,
      detail: { field },
      refused: {
        condition_met: new Failure("PHONE_LOCKED", { field: "value" }),
        version_fresh: new Failure("STALE", { field: "value" }),
      },
      statements: [
        requireContact({ contactId }),
        requireUnlocked({ contactId, field }),
        requireSeen({ contactId, seen, seenAt: maskedSeen(seen) }),
        record({ id: newId(now), contactId, value, now }),
        set({ contactId, value }),
        insertValue({ id: newId(now), contactId, field, value, now }),
        ...rename,
        ...feedSearch(now, [{ of: contactId, kind: field, value }]),
        touch({ contactId, now }),
      ],
      result: result({ contactId, now }),
      decode: (stored) => {
        const { version, value, authorName, at } = stored as Stored;
        const from = { source: "agent" as const, authorName, at };
        const shown =
          field === "phone" ? phoneField(value, from, { region, locked: false }) : profileField(value, from);
        return { contactId, version, field: shown };
      },
    });
  },
});

/** Reading a number needs the region before the write; the one field that costs a second round trip. */
async function regionOf(ctx: Ctx): Promise<CountryCode> {
  const { rows } = await read(ctx, [selectRegion({})]);
  return asRegion(JSON.parse(rows[0][0]?.region ?? "null"));
}

function parsed(field: Field, value: string, region: CountryCode): string {
  if (field === "name") return value;
  if (field === "email") {
    const result = v.safeParse(email, value);
    if (!result.success) throw new Failure("INVALID_EMAIL", { field: "value" });
    return result.output;
  }
  const phone = parsePhone(value, region);
  if (phone === null) throw new Failure("INVALID_PHONE", { field: "value" });
  return phone;
}
