import { useState } from "preact/hooks";
import { type Role, ROLES } from "../../../../shared/permissions.ts";
import { Select } from "../../../ui/Select.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { say } from "../../say.ts";
import { labelOf, type RightsProps } from "./Matrix.tsx";
import { cellKey } from "./RolesModel.ts";
import { RIGHT_GROUPS } from "./rights.ts";

/** One role's rights below each other, for a narrow screen. */
export function RoleRights({ rows, busy, onSet }: RightsProps) {
  const [role, setRole] = useState<Role>("agent");
  const rowOf = new Map(rows.map((row) => [row.permission, row]));
  return (
    <>
      <Select
        id="roles-role"
        label={say("roles.show")}
        value={role}
        options={ROLES.map((value) => ({ value, label: say(`role.${value}`) }))}
        onPick={setRole}
      />
      {RIGHT_GROUPS.map((group) => (
        <section key={group.title} class="page-section" aria-label={say(group.title)}>
          <h2 class="page-section-title">{say(group.title)}</h2>
          <ul class="page-card">
            {group.rights.map((permission) => {
              const cell = rowOf.get(permission)?.roles[role];
              if (!cell) return null;
              const changed = cell.allowed !== cell.byDefault;
              return (
                <li key={permission} class={`role-right${changed ? " roles-changed" : ""}`}>
                  <span class="role-right-name">
                    {say(`right.${permission}`)}
                    {(changed || cell.locked) && (
                      <span class="role-right-note">
                        {say(cell.locked ? "roles.locked" : "roles.changed")}
                      </span>
                    )}
                  </span>
                  <Switch
                    label={labelOf(permission, role, changed)}
                    on={cell.allowed}
                    locked={cell.locked ? say("roles.locked") : null}
                    busy={busy.has(cellKey(role, permission))}
                    onSwitch={(allowed) => onSet({ role, permission, allowed })}
                  />
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </>
  );
}
