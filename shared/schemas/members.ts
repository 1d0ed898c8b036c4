import * as v from "valibot";
import { EMAIL_MAX, isEmail } from "../email.ts";
import { PERMISSION_NAMES, type Permission, type Role, ROLES } from "../permissions.ts";
import { externalId, id, requiredText } from "../text.ts";

export const PASSWORD_MIN = 10;

export const email = v.pipe(
  requiredText(EMAIL_MAX),
  v.transform((s) => s.toLowerCase()),
  v.check(isEmail, "INVALID_EMAIL"),
);
/** At least ten characters, at most 200; no composition rules (NIST SP 800-63B). */
export const password = v.pipe(
  v.string(),
  v.minLength(PASSWORD_MIN, "WEAK_PASSWORD"),
  v.maxLength(200, "TOO_LONG"),
);
export const memberName = requiredText(100);
export const role = v.picklist(ROLES);

export const MemberInvite = v.object({ email, name: memberName, role });
export const MemberSetRole = v.object({
  memberId: id,
  role,
  /** The role on screen: if it has changed since, the change is refused as STALE. */
  seen: v.optional(role),
});
export const MemberSetState = v.object({ memberId: id, state: v.picklist(["active", "disabled"]) });
export const MemberResetLink = v.object({ memberId: id });
export const MemberList = v.object({ cursor: v.optional(v.nullable(externalId), null) });

export type MemberState = "invited" | "active" | "disabled";

export interface MemberItem {
  id: string;
  email: string;
  name: string;
  role: Role;
  state: MemberState;
  /** UTC ms. */
  createdAt: number;
  /** UTC ms of the newest token refresh of any session; null before the first sign-in. */
  lastSeenAt: number | null;
}

export const PermissionSet = v.object({
  role,
  permission: v.picklist(PERMISSION_NAMES as [Permission, ...Permission[]]),
  allowed: v.boolean(),
});
export type PermissionSet = v.InferOutput<typeof PermissionSet>;

/** One right and what it is for each role in this workspace. */
export interface PermissionRow {
  permission: Permission;
  roles: Record<Role, { allowed: boolean; byDefault: boolean; locked: boolean }>;
}

export const SessionRevoke = v.object({ sessionId: id });

export interface SessionItem {
  id: string;
  /** `browser` is the one behind the sign-in page's cookie. */
  client: "console" | "extension" | "widget" | "browser" | "operator";
  userAgent: string;
  /** UTC ms. */
  createdAt: number;
  /** UTC ms of the newest token refresh. */
  lastSeenAt: number;
  /** The one this request came with. */
  current: boolean;
}
