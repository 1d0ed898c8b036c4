import * as v from "valibot";
import { PERMISSION_NAMES, type Permission, ROLES } from "../permissions.ts";
import { id, requiredText } from "../text.ts";

export const PASSWORD_MIN = 10;

export const email = v.pipe(
  requiredText(254),
  v.transform((s) => s.toLowerCase()),
  v.email("INVALID_EMAIL"),
);
/** At least ten characters, at most 200; no composition rules (NIST SP 800-63B). */
export const password = v.pipe(
  v.string(),
  v.minLength(PASSWORD_MIN, "WEAK_PASSWORD"),
  v.maxLength(200, "TOO_LONG"),
);
export const role = v.picklist(ROLES);

export const MemberInvite = v.object({ email, name: requiredText(100), role });
export const MemberSetRole = v.object({ memberId: id, role });
export const MemberSetState = v.object({ memberId: id, state: v.picklist(["active", "disabled"]) });
export const PermissionSet = v.object({
  role,
  permission: v.picklist(PERMISSION_NAMES as [Permission, ...Permission[]]),
  allowed: v.boolean(),
});
export const SessionRevoke = v.object({ sessionId: id });
