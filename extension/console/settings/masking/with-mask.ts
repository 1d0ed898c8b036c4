import { MASK_KINDS, type MaskKind, type Masking } from "../../../../shared/masking.ts";
import type { Role } from "../../../../shared/permissions.ts";

/** The setting with one role's mask put on or taken off; a role without any is left out. */
export function withMask(masking: Masking, role: Role, kind: MaskKind, masked: boolean): Masking {
  const { [role]: before = [], ...others } = masking;
  const after = MASK_KINDS.filter((name) => (name === kind ? masked : before.includes(name)));
  return after.length === 0 ? others : { ...others, [role]: after };
}
