import { type SQL, sql } from "drizzle-orm";
import { type Module, MODULE_DEFAULTS, MODULES } from "../../shared/modules.ts";
import type { Permission } from "../../shared/permissions.ts";
import { prepare, type Statement } from "../db/statement.ts";
import { defaultRoles } from "./batch.ts";

const p = sql.placeholder;

/**
 * Conditions of a write batch: each sets a column of the guard row, whose CHECK aborts the batch when
 * it is not met. They stand after the operation row, so that a repeat is answered with its first result
 * even when the state has moved on.
 */

/** The contact exists and is not deleted; else NOT_FOUND. */
export const requireContact = prepare<{ contactId: string }>(sql`
  update guard set target_found = exists (
    select 1 from contact where id = ${p("contactId")} and deleted_at is null)`);

/** SQL that is 1 when the acting role holds `permission`; for use in statements after the guard. */
export const holds = (permission: Permission): SQL => sql`(select case
  when actor_kind = 'system' then 1
  else coalesce(
    (select o.allowed from permission_override o where o.role = guard.member_role and o.permission = ${sql.raw(`'${permission}'`)}),
    instr(${sql.raw(`'${defaultRoles[permission]}'`)}, ' ' || member_role || ' ') > 0) end from guard)`;

/** The acting member's id; null for the system. */
export const actingMember: SQL = sql`(select member_id from guard)`;

/** SQL that is 1 when the workspace has the module switched on. */
export const moduleOn = (module: Module): SQL =>
  sql.raw(`coalesce(
  (select json_extract(value, '$.${module}') from setting where name = 'modules'), ${MODULE_DEFAULTS[module] ? 1 : 0})`);

const requireOn = new Map(
  MODULES.map((module) => [module, prepare(sql`update guard set module_on = ${moduleOn(module)}`)({})]),
);

/**
 * The module is switched on; else MODULE_OFF. For a verb that needs it for some inputs only: one that
 * belongs to a module declares `module` instead, and both reads and writes are refused.
 */
export function requireModule(module: Module): Statement {
  const statement = requireOn.get(module);
  if (!statement) throw new Error(`no module ${module}`);
  return statement;
}
