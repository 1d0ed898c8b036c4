import { sql } from "drizzle-orm";
import * as v from "valibot";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { type PhoneField, type ProfileField, ProfileRevert } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { feedSearch } from "../search/feed.ts";
import { writeVerb } from "../verb.ts";
import { phoneField, profileField } from "./field.ts";

const p = sql.placeholder;

type Field = ProfileRevert["field"];

interface Values extends Record<string, unknown> {
  contactId: string;
  field: Field;
  valueId: string;
  seen: string | null;
}

/** A value never changes once it is stored, so it may be read before the batch. */
const selectFormer = prepare<Values, { value: string | null; region: string | null; locked: 0 | 1 }>(sql`
  select w.value, (select value from setting where name = 'defaultRegion') as region,
    ${p("field")} = 'phone' and ch.kind = 'whatsapp' as locked
  from contact_value w join contact c on c.id = w.contact_id and c.deleted_at is null
  join channel ch on ch.id = c.channel_id
  where w.id = ${p("valueId")} and w.contact_id = ${p("contactId")} and w.field = ${p("field")}`);

const requireSeen = prepare<Values>(sql`
  update guard set version_fresh = (
    select id from contact_value where contact_id = ${p("contactId")} and field = ${p("field")}
    order by at desc, id desc limit 1) is ${p("seen")}`);

/** A member number that is somebody else's by now stays theirs. */
const requireOwn = prepare<Values & { value: string | null }>(sql`
  update guard set condition_met = not (${p("field")} = 'member_no' and exists (
    select 1 from contact other join contact c on c.id = ${p("contactId")}
    where other.member_no = ${p("value")} and other.customer_id <> c.customer_id and other.deleted_at is null))`);

const insertAgain = prepare<Values & { id: string; now: number }>(sql`
  insert into contact_value (id, contact_id, field, value, source, author_id, at)
  select ${p("id")}, contact_id, field, value, 'agent', ${actingMember},
    max(${p("now")}, (select max(at) + 1 from contact_value
      where contact_id = ${p("contactId")} and field = ${p("field")}))
  from contact_value where id = ${p("valueId")}`);

const statementsOf = (field: Field) => ({
  set: prepare<{ contactId: string; value: string | null }>(sql`
    update contact set ${sql.raw(field)} = ${p("value")} where id = ${p("contactId")}`),
  result: prepare<{ contactId: string; valueId: string }, { result: string }>(sql`
    select json_object('version', c.version, 'value', w.value, 'at', w.at,
      'authorName', (select member_name from guard)) as result
    from contact c join contact_value w on w.id = ${p("valueId")} where c.id = ${p("contactId")}`),
});
const OF_FIELD = {
  name: statementsOf("name"),
  email: statementsOf("email"),
  phone: statementsOf("phone"),
  member_no: statementsOf("member_no"),
};

export interface ProfileReverted {
  contactId: string;
  version: number;
  field: ProfileField | PhoneField;
}

interface Stored {
  version: number;
  value: string | null;
  authorName: string;
  at: number;
}

/**
 * Sets a field of the profile to a value it had before, as a new row of its history. What it was is
 * checked again: rules and other people may have changed since.
 *
 * @throws {Failure} NOT_FOUND; PHONE_LOCKED; INVALID_EMAIL, INVALID_PHONE when it was never valid;
 *   MEMBER_NO_TAKEN; STALE when `seen` no longer is its newest value
 */
export const revertProfile = writeVerb({
  name: "profile.revert",
  permission: "profile:edit",
  input: ProfileRevert,
  async run(ctx, input): Promise<ProfileReverted> {
    const { contactId, field } = input;
    const { now } = ctx;
    const { rows } = await read(ctx, [selectFormer(input)]);
    const [former] = rows[0];
    if (!former) throw new Failure("NOT_FOUND");
    if (former.locked === 1) throw new Failure("PHONE_LOCKED", { field: "value" });
    const region = asRegion(JSON.parse(former.region ?? "null"));
    const { value } = former;
    if (value !== null) check(field, value, region);
    const { set, result } = OF_FIELD[field];
    const id = newId(now);
    return write<ProfileReverted>(ctx, {
      input,
      target: contactId,
      detail: { field, valueId: input.valueId },
      refused: {
        condition_met: new Failure("MEMBER_NO_TAKEN", { field: "value" }),
        version_fresh: new Failure("STALE", { field: "value" }),
      },
      statements: [
        requireContact({ contactId }),
        requireSeen(input),
        requireOwn({ ...input, value }),
        insertAgain({ ...input, id, now }),
        set({ contactId, value }),
        ...(field === "name" ? indexContactName({ contactId, name: value }) : []),
        ...feedSearch(now, [{ of: contactId, kind: field === "member_no" ? "member" : field, value }]),
        ...recordEvent(now, contactId, "profile.reverted", { field }),
      ],
      result: result({ contactId, valueId: id }),
      decode: (stored) => {
        const { version, value: shown, authorName, at } = stored as Stored;
        const from = { source: "agent" as const, authorName, at };
        return {
          contactId,
          version,
          field:
            field === "phone"
              ? phoneField(shown, from, { region, locked: false })
              : profileField(shown, from),
        };
      },
    });
  },
});

function check(field: Field, value: string, region: ReturnType<typeof asRegion>): void {
  if (field === "email" && !v.is(email, value)) throw new Failure("INVALID_EMAIL", { field: "value" });
  if (field === "phone" && parsePhone(value, region) !== value)
    throw new Failure("INVALID_PHONE", { field: "value" });
}
