import { sql } from "drizzle-orm";
import * as v from "valibot";
import { asRegion, parsePhone } from "../../../shared/phone.ts";
import { email } from "../../../shared/schemas/members.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import type { Facts } from "./facts.ts";

type Field = "email" | "phone";
type Values = { id: string; contactId: string; value: string; at: number };

const p = sql.placeholder;

/** Only where nothing ever was, or where the pixel's own word was the last one. */
const insertValue = (field: Field) =>
  prepare<Values>(sql`
  insert into contact_value (id, contact_id, field, value, source, at)
  select ${p("id")}, c.id, ${sql.raw(`'${field}'`)}, ${p("value")}, 'pixel', ${p("at")}
  from contact c left join contact_value last on last.id = (
    select id from contact_value where contact_id = c.id and field = ${sql.raw(`'${field}'`)}
    order by at desc, id desc limit 1)
  where c.id = ${p("contactId")} and c.deleted_at is null
    and (last.id is null or (last.source = 'pixel' and last.value is not ${p("value")} and last.at <= ${p("at")}))`);

const setValue = (field: Field) =>
  prepare<Values & { now: number }>(sql`
  update contact set ${sql.raw(field)} = ${p("value")}, version = version + 1, updated_at = ${p("now")}
  where id = ${p("contactId")} and exists (select 1 from contact_value where id = ${p("id")})`);

const STATEMENTS = {
  email: [insertValue("email"), setValue("email")],
  phone: [insertValue("phone"), setValue("phone")],
} as const;

/** Takes over the email and phone the shop signed; what cannot be read, or somebody else gave, is left alone. */
export function learnFromShop(
  now: number,
  contactId: string,
  facts: Facts,
  at: number,
  region: string | null,
): Statement[] {
  const set = (field: Field, value: string | null): Statement[] => {
    if (value === null) return [];
    const values = { id: newId(now), contactId, value, at };
    const [insert, update] = STATEMENTS[field];
    return [insert(values), update({ ...values, now })];
  };
  return [...set("email", emailOf(facts["email"])), ...set("phone", phoneOf(facts["phone"], region))];
}

function emailOf(value: unknown): string | null {
  const read = v.safeParse(email, value);
  return read.success ? read.output : null;
}

function phoneOf(value: unknown, region: string | null): string | null {
  if (typeof value !== "string") return null;
  return parsePhone(value, asRegion(region === null ? null : JSON.parse(region)));
}
