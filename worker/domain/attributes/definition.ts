import { type SQL, sql } from "drizzle-orm";
import { ATTRIBUTES_MAX } from "../../../shared/schemas/attributes.ts";
import { prepare } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

/** A definition as JSON, from the row `d`. */
export const definition: SQL = sql`json_object('id', d.id, 'name', d.name, 'type', d.type,
  'createdAt', d.created_at, 'archivedAt', d.archived_at)`;

/** The definition, for an answer. */
export const selectDefinition = prepare<{ attributeId: string }, { result: string }>(sql`
  select ${definition} as result from attribute_definition d where d.id = ${p("attributeId")}`);

/** No other attribute in use has this name, in whatever width and case. */
export const requireFreeName = prepare<{ attributeId: string; nameKey: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from attribute_definition
    where name_key = ${p("nameKey")} and archived_at is null and id <> ${p("attributeId")})`);

export const requireRoom = prepare<{ attributeId: string }>(sql`
  update guard set version_fresh = (select count(*) from attribute_definition
    where archived_at is null and id <> ${p("attributeId")}) < ${sql.raw(String(ATTRIBUTES_MAX))}`);

export const nameTaken = () => new Failure("ALREADY_EXISTS", { field: "name" });
export const noRoom = () => new Failure("LIMIT_REACHED", { facts: { max: ATTRIBUTES_MAX } });
