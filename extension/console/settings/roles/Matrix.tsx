import { useState } from "preact/hooks";
import { type Permission, type Role, ROLES } from "../../../../shared/permissions.ts";
import type { PermissionRow } from "../../../../shared/schemas/members.ts";
import { Checkbox } from "../../../ui/Checkbox.tsx";
import { say } from "../../say.ts";
import { type Cell, cellKey } from "./RolesModel.ts";
import { RIGHT_GROUPS } from "./rights.ts";

export interface RightsProps {
  rows: readonly PermissionRow[];
  busy: ReadonlySet<string>;
  onSet: (cell: Cell) => void;
}

const RIGHTS = RIGHT_GROUPS.flatMap(({ rights }) => rights);
const STEPS: Record<string, [rights: number, roles: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -ROLES.length],
  End: [0, ROLES.length],
  PageUp: [-RIGHTS.length, 0],
  PageDown: [RIGHTS.length, 0],
};

/**
 * Every right of every role. One stop of the Tab key, arrows between the cells, as ARIA describes a
 * grid: 154 stops would keep the rest of the page out of reach.
 */
export function Matrix({ rows, busy, onSet }: RightsProps) {
  const [[right, role], setMarked] = useState([0, 0]);
  const rowOf = new Map(rows.map((row) => [row.permission, row]));

  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const next = [within(right + step[0], RIGHTS.length), within(role + step[1], ROLES.length)] as [
      number,
      number,
    ];
    setMarked(next);
    const cell = cellIdOf(RIGHTS[next[0]], ROLES[next[1]]);
    document.getElementById(cell)?.querySelector("input")?.focus();
  };

  return (
    <div class="page-card roles-card">
      <table class="roles" role="grid" aria-label={say("roles.table")} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            <th scope="col" class="roles-right">
              {say("roles.right")}
            </th>
            {ROLES.map((name) => (
              <th key={name} scope="col">
                {say(`role.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        {RIGHT_GROUPS.map((group) => (
          <tbody key={group.title}>
            <tr class="roles-group">
              <th scope="rowgroup" colSpan={ROLES.length + 1}>
                {say(group.title)}
              </th>
            </tr>
            {group.rights.map((permission) => (
              <tr key={permission}>
                <th scope="row" class="roles-right">
                  {say(`right.${permission}`)}
                </th>
                {ROLES.map((name, at) => {
                  const cell = rowOf.get(permission)?.roles[name];
                  if (!cell) return <td key={name} />;
                  const changed = cell.allowed !== cell.byDefault;
                  return (
                    <td
                      key={name}
                      id={cellIdOf(permission, name)}
                      class={changed ? "roles-changed" : undefined}
                      title={changed ? say("roles.changed") : undefined}
                    >
                      <Checkbox
                        label={labelOf(permission, name, changed)}
                        checked={cell.allowed}
                        locked={cell.locked ? say("roles.locked") : null}
                        busy={busy.has(cellKey(name, permission))}
                        tabIndex={RIGHTS[right] === permission && role === at ? 0 : -1}
                        onFocus={() => setMarked([RIGHTS.indexOf(permission), at])}
                        onCheck={(allowed) => onSet({ role: name, permission, allowed })}
                      />
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const within = (at: number, length: number) => Math.max(0, Math.min(length - 1, at));

const cellIdOf = (permission: Permission | undefined, role: Role | undefined) =>
  `right-${permission}-${role}`;

export function labelOf(permission: Permission, role: Role, changed: boolean): string {
  const name = say("roles.cell", { right: say(`right.${permission}`), role: say(`role.${role}`) });
  return changed ? `${name} (${say("roles.changed")})` : name;
}
