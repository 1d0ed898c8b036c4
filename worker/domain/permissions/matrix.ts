import { sql } from "drizzle-orm";
import * as v from "valibot";
import {
  holdsByDefault,
  LOCKED,
  PERMISSION_NAMES,
  type Permission,
  type Role,
  ROLES,
} from "../../../shared/permissions.ts";
import type { PermissionRow } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const selectOverrides = prepare<Record<string, never>, { role: string; permission: string; allowed: number }>(
  sql`select role, permission, allowed from permission_override`,
);

/** Every right for every role: the default, and what this workspace made of it. */
export const permissionMatrix = readVerb({
  name: "permissions.matrix",
  permission: "workspace:manage",
  unmasked: "team",
  input: v.optional(v.object({}), {}),
  async run(ctx): Promise<PermissionRow[]> {
    const { rows } = await read(ctx, [selectOverrides({})]);
    const overrides = new Map(rows[0].map((o) => [`${o.role}/${o.permission}`, o.allowed === 1]));
    return PERMISSION_NAMES.map((permission) => ({ permission, roles: rolesOf(permission, overrides) }));
  },
});

function rolesOf(permission: Permission, overrides: Map<string, boolean>): PermissionRow["roles"] {
  const cells = ROLES.map((role: Role) => {
    const byDefault = holdsByDefault(role, permission);
    const allowed = overrides.get(`${role}/${permission}`) ?? byDefault;
    return [role, { allowed, byDefault, locked: LOCKED.has(`${role}/${permission}`) }] as const;
  });
  return Object.fromEntries(cells) as PermissionRow["roles"];
}
