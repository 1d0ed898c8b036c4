/** Roles a member can have, in the order the interface lists them. */
export const ROLES = [
  "admin",
  "supervisor",
  "marketing",
  "cs_manager",
  "agent",
  "sales_manager",
  "sales",
] as const;
export type Role = (typeof ROLES)[number];

const all = ROLES;
const managers = ["admin", "supervisor", "marketing", "cs_manager"] as const;

/**
 * The default matrix: which roles hold which right. A workspace's admin may change it; what was
 * changed is stored per workspace, so a new default reaches every workspace that kept it.
 * A right is named `noun:verb`.
 */
export const PERMISSIONS = {
  "panel:read": all,
  "profile:edit": all,
  "note:write": all,
  "note:moderate": ["admin", "supervisor", "cs_manager"],
  "tag:apply": all,
  "tag:create": all,
  "contact:find": all,
  "contact:pin": all,
  "contact:reveal": ["admin", "supervisor", "cs_manager", "agent", "sales_manager", "sales"],
  "conversation:block": ["admin"],
  "conversation:export": ["admin", "supervisor"],
  "conversation:delete": ["admin", "supervisor"],
  "omo:bind": ["admin", "supervisor", "sales_manager", "sales"],
  "customer:merge": ["admin", "supervisor", "cs_manager"],
  "contact:list": managers,
  "contact:transfer": ["admin", "supervisor", "marketing"],
  "contact:delete": ["admin"],
  "tag:manage": managers,
  "broadcast:send": ["admin", "supervisor", "marketing"],
  "broadcast:approve": ["admin", "supervisor"],
  "audit:read": ["admin", "supervisor"],
  "workspace:manage": ["admin"],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;
export const PERMISSION_NAMES = Object.keys(PERMISSIONS) as Permission[];

/** Rights an admin can never take from the admin role: without them nobody could mend the matrix. */
export const LOCKED: ReadonlySet<`${Role}/${Permission}`> = new Set(["admin/workspace:manage"]);

/** Whether a role holds a right by default, before a workspace's own changes. */
export function holdsByDefault(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}
