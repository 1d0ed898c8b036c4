import { sql } from "drizzle-orm";
import { holdsByDefault, LOCKED } from "../../../shared/permissions.ts";
import { PermissionSet } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

/** `locked` is known here, but is refused after the right: who may not ask learns nothing. */
const requireUnlocked = prepare<{ locked: number }>(sql`
  update guard set condition_met = ${p("locked")} = 0`);

const override = prepare<{ role: string; permission: string; allowed: number; now: number }>(sql`
  insert into permission_override (role, permission, allowed, updated_at)
  values (${p("role")}, ${p("permission")}, ${p("allowed")}, ${p("now")})
  on conflict (role, permission) do update set allowed = excluded.allowed, updated_at = excluded.updated_at`);

const keepDefault = prepare<{ role: string; permission: string }>(sql`
  delete from permission_override where role = ${p("role")} and permission = ${p("permission")}`);

/**
 * Gives or takes a right; it holds from the next request on. Set back to the default, it follows the
 * default again.
 *
 * @throws {Failure} PERMISSION_LOCKED
 */
export const setPermission = writeVerb({
  name: "permissions.set",
  permission: "workspace:manage",
  unmasked: "team",
  input: PermissionSet,
  async run(ctx, input): Promise<PermissionSet> {
    const { role, permission, allowed } = input;
    const isDefault = holdsByDefault(role, permission) === allowed;
    await write(ctx, {
      input,
      target: `${role}/${permission}`,
      detail: { allowed },
      refused: { condition_met: new Failure("PERMISSION_LOCKED") },
      statements: [
        requireUnlocked({ locked: LOCKED.has(`${role}/${permission}`) ? 1 : 0 }),
        isDefault
          ? keepDefault({ role, permission })
          : override({ role, permission, allowed: allowed ? 1 : 0, now: ctx.now }),
      ],
    });
    return input;
  },
});
