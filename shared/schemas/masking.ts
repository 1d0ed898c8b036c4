import * as v from "valibot";
import { MASK_KINDS } from "../masking.ts";
import { type Role, ROLES } from "../permissions.ts";

const kinds = v.optional(v.array(v.picklist(MASK_KINDS)));
const OF_ROLE = Object.fromEntries(ROLES.map((role) => [role, kinds])) as Record<Role, typeof kinds>;
export const MaskingSetting = v.strictObject(OF_ROLE);
