import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { CountryCode } from "libphonenumber-js/min";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import {
  ATTRIBUTE_VALUE,
  type AttributeType,
  type AttributeValue,
} from "../../../shared/schemas/attributes.ts";
import { ContactCreate, type ContactFields, ContactRow } from "../../../shared/schemas/contact-put.ts";
import { email } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { newestValue } from "../attributes/item.ts";
import { Failure } from "../failure.ts";
import { PROOF, proofOf } from "../member-numbers/claim.ts";
import { parse } from "../verb.ts";

const p = sql.placeholder;

export const FIELDS = ["name", "email", "phone", "member_no"] as const;
export type Field = (typeof FIELDS)[number];

/** A contact as it is before the write. */
export interface Known {
  id: string;
  channelId: string;
  externalId: string;
  kind: string;
  customerId: string;
  version: number;
  name: string | null;
  email: string | null;
  phone: string | null;
  member_no: string | null;
  /** How well its member number is proven. */
  proof: number;
}

/** Who is meant: `id`s and `[channelId, externalId]`s in JSON. */
export const selectKnown = prepare<{ ids: string; addresses: string }, Known>(sql`
  select c.id, c.channel_id as "channelId", c.external_id as "externalId", ch.kind, c.customer_id as "customerId",
    c.version, c.name, c.email, c.phone, c.member_no, ${proofOf(sql`c`)} as proof
  from (
    select x.seq from json_each(${p("ids")}) j join contact x on x.id = j.value
    union
    select x.seq from json_each(${p("addresses")}) j
    join contact x on x.channel_id = j.value ->> 0 and x.external_id = j.value ->> 1 and x.deleted_at is null
  ) f join contact c on c.seq = f.seq join channel ch on ch.id = c.channel_id where c.deleted_at is null`);

/** Who has these member numbers (JSON). More than a few do not share one. */
export const selectHolders = prepare<{ numbers: string }, Holder>(sql`
  select c.member_no as "memberNo", c.id, c.customer_id as "customerId", ${proofOf(sql`c`)} as proof
  from json_each(${p("numbers")}) j join contact c on c.member_no = j.value and c.deleted_at is null`);
export interface Holder {
  memberNo: string;
  id: string;
  customerId: string;
  proof: number;
}

export const selectDefinitions = prepare<Record<string, never>, { id: string; type: AttributeType }>(sql`
  select id, type from attribute_definition where archived_at is null`);

export const selectChannels = prepare<{ ids: string }, { id: string; kind: string }>(sql`
  select h.id, h.kind from json_each(${p("ids")}) j join channel h on h.id = j.value`);

/** The newest value of each pair of contact and attribute, `[contactId, attributeId][]` in JSON. */
export const selectValues = prepare<
  { pairs: string },
  { contactId: string; attributeId: string; value: string | null; at: number }
>(sql`
  select w.contact_id as "contactId", w.attribute_id as "attributeId", w.value, w.at
  from json_each(${p("pairs")}) j
  join attribute_value w on w.id = ${newestValue(sql`j.value ->> 0`, sql`j.value ->> 1`)}`);

/** A row as it was asked for: whom it means, and what of it is to be. */
export interface Asked {
  id: string | null;
  address: { channelId: string; externalId: string } | null;
  fields: ContactFields;
}

/** @throws {Failure} with the field, for a row that is none */
export function askedOf(row: unknown): Asked {
  const hasId = typeof row === "object" && row !== null && "id" in row;
  const parsed = parse(hasId ? ContactRow.options[0] : ContactCreate, row);
  if ("id" in parsed) {
    const { id, ...fields } = parsed;
    return { id, address: null, fields };
  }
  const { channel_id: channelId, external_id: externalId, ...fields } = parsed;
  return { id: null, address: { channelId, externalId }, fields };
}

/**
 * The fields as they are kept.
 *
 * @throws {Failure} INVALID_EMAIL, INVALID_PHONE
 */
export function fieldsOf(
  { name, email: given, phone, member_no }: ContactFields,
  region: string | null,
): Partial<Record<Field, string | null>> {
  const country = asRegion(JSON.parse(region ?? "null"));
  return {
    ...(name === undefined ? {} : { name }),
    ...(given === undefined ? {} : { email: given === null ? null : parse(email, given, "email") }),
    ...(phone === undefined ? {} : { phone: phone === null ? null : e164(phone, country) }),
    ...(member_no === undefined ? {} : { member_no }),
  };
}

function e164(phone: string, region: CountryCode): string {
  const number = parsePhone(phone, region);
  if (number === null) throw new Failure("INVALID_PHONE", { field: "phone" });
  return number;
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An attribute's value as it is kept; null unsets it.
 *
 * @throws {Failure} NOT_FOUND for an attribute the team does not use; INVALID_NUMBER, INVALID_DATE, TOO_LONG …
 */
export function attributeValue(
  attributeId: string,
  value: AttributeValue | null,
  types: ReadonlyMap<string, AttributeType>,
): AttributeValue | null {
  const field = `attributes.${attributeId}`;
  const type = types.get(attributeId);
  if (type === undefined) throw new Failure("NOT_FOUND", { field });
  if (value === null) return null;
  if (type !== "datetime") return parse(ATTRIBUTE_VALUE[type], value, field);
  const at = typeof value === "string" && ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (!v.is(ATTRIBUTE_VALUE.datetime, at)) throw new Failure("INVALID_DATE", { field });
  return at;
}

/**
 * Whether a contact may have a member number because another system says so.
 *
 * @throws {Failure} MEMBER_NO_TAKEN
 */
export function requireFree(
  memberNo: string,
  me: { customerId: string; memberNo: string | null; proof: number },
  holders: readonly Holder[],
): void {
  const better = me.memberNo !== memberNo && me.proof > PROOF.SAID;
  const others = holders.some(
    (holder) =>
      holder.memberNo === memberNo && holder.customerId !== me.customerId && holder.proof >= PROOF.SAID,
  );
  if (better || others) throw new Failure("MEMBER_NO_TAKEN", { field: "member_no" });
}
