import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Permission, Role } from "../../../../shared/permissions.ts";
import { ROLES } from "../../../../shared/permissions.ts";
import type { PermissionRow } from "../../../../shared/schemas/members.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface RolesCalls {
  matrix(): Promise<PermissionRow[]>;
  set(input: { role: Role; permission: Permission; allowed: boolean }): Promise<unknown>;
}

/** What the page tells the person, in words of its own. */
export interface RolesTold {
  changed(cell: Cell, undo: () => void): void;
  reset(): void;
  failed(failure: CallFailure): void;
}

export interface Cell {
  role: Role;
  permission: Permission;
  allowed: boolean;
}

export interface RolesModel {
  readonly matrix: Resource<PermissionRow[]>;
  /** Cells that differ from the default. */
  readonly changed: ReadonlySignal<readonly Cell[]>;
  /** Cells with a write on its way, as `role/permission`. */
  readonly busy: ReadonlySignal<ReadonlySet<string>>;
  /** Gives or takes a right; does nothing for a locked cell or while its last change is on its way. */
  set(cell: Cell): Promise<void>;
  /** Puts every cell that differs back, one write each, until one fails. */
  resetAll(): Promise<void>;
}

export const cellKey = (role: Role, permission: Permission) => `${role}/${permission}`;

export function createRolesModel(calls: RolesCalls, told: RolesTold): RolesModel {
  const matrix = createResource(calls.matrix);
  const busy = signal<ReadonlySet<string>>(new Set());

  const cellOf = (role: Role, permission: Permission) =>
    matrix.data.value?.find((row) => row.permission === permission)?.roles[role];

  const show = ({ role, permission, allowed }: Cell) =>
    matrix.update((rows) =>
      rows.map((row) =>
        row.permission === permission
          ? { ...row, roles: { ...row.roles, [role]: { ...row.roles[role], allowed } } }
          : row,
      ),
    );

  async function send(cell: Cell): Promise<boolean> {
    const key = cellKey(cell.role, cell.permission);
    const before = cellOf(cell.role, cell.permission);
    if (!before || before.locked || busy.value.has(key) || before.allowed === cell.allowed) return false;
    busy.value = new Set([...busy.value, key]);
    show(cell);
    try {
      await calls.set(cell);
      return true;
    } catch (error) {
      show({ ...cell, allowed: before.allowed });
      told.failed(failureOf(error));
      void matrix.load();
      return false;
    } finally {
      busy.value = new Set([...busy.value].filter((other) => other !== key));
    }
  }

  async function set(cell: Cell): Promise<void> {
    if (await send(cell)) told.changed(cell, () => void set({ ...cell, allowed: !cell.allowed }));
  }

  const changed = computed(() =>
    (matrix.data.value ?? []).flatMap(({ permission, roles }) =>
      ROLES.filter((role) => roles[role].allowed !== roles[role].byDefault).map((role) => ({
        role,
        permission,
        allowed: roles[role].allowed,
      })),
    ),
  );

  return {
    matrix,
    busy,
    changed,
    set,
    async resetAll() {
      for (const cell of changed.value) {
        if (!(await send({ ...cell, allowed: !cell.allowed }))) return;
      }
      told.reset();
    },
  };
}
