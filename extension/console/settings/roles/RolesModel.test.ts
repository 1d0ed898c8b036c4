import { expect, test, vi } from "vitest";
import {
  holdsByDefault,
  LOCKED,
  PERMISSION_NAMES,
  type Role,
  ROLES,
} from "../../../../shared/permissions.ts";
import type { PermissionRow } from "../../../../shared/schemas/members.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { createRolesModel, type RolesCalls, type RolesTold } from "./RolesModel.ts";

function defaultMatrix(): PermissionRow[] {
  return PERMISSION_NAMES.map((permission) => ({
    permission,
    roles: Object.fromEntries(
      ROLES.map((role) => {
        const byDefault = holdsByDefault(role, permission);
        return [role, { allowed: byDefault, byDefault, locked: LOCKED.has(`${role}/${permission}`) }];
      }),
    ) as Record<Role, PermissionRow["roles"][Role]>,
  }));
}

async function server() {
  const calls = {
    matrix: vi.fn<RolesCalls["matrix"]>(async () => defaultMatrix()),
    set: vi.fn<RolesCalls["set"]>(async () => undefined),
  };
  const told = {
    changed: vi.fn<RolesTold["changed"]>(),
    reset: vi.fn<RolesTold["reset"]>(),
    failed: vi.fn<RolesTold["failed"]>(),
  };
  const model = createRolesModel(calls, told);
  await model.matrix.load();
  return { calls, told, model };
}

const cell = { role: "agent", permission: "note:moderate", allowed: true } as const;

test("a right shows at once, counts as different from the default, and undo takes it back", async () => {
  const { model, told } = await server();
  expect(model.changed.value).toEqual([]);
  const setting = model.set(cell);
  expect(model.changed.value).toEqual([cell]);
  await setting;
  told.changed.mock.calls[0]?.[1]();
  await vi.waitFor(() => expect(model.changed.value).toEqual([]));
});

test("a refused change is taken back and told", async () => {
  const { model, calls, told } = await server();
  calls.set.mockRejectedValueOnce(new CallFailure("FORBIDDEN"));
  await model.set(cell);
  expect(model.changed.value).toEqual([]);
  expect(told.failed.mock.calls[0]?.[0].code).toBe("FORBIDDEN");
  expect(told.changed).not.toHaveBeenCalled();
});

test("the locked cell asks the server nothing", async () => {
  const { model, calls } = await server();
  await model.set({ role: "admin", permission: "workspace:manage", allowed: false });
  expect(calls.set).not.toHaveBeenCalled();
});

test("a second click while the first is on its way sends nothing", async () => {
  const { model, calls } = await server();
  await Promise.all([model.set(cell), model.set({ ...cell, allowed: false })]);
  expect(calls.set).toHaveBeenCalledTimes(1);
});

test("resetting all puts back what differs and nothing else", async () => {
  const { model, calls, told } = await server();
  await model.set(cell);
  await model.set({ role: "sales", permission: "panel:read", allowed: false });
  calls.set.mockClear();
  await model.resetAll();
  expect(calls.set.mock.calls.map(([sent]) => sent)).toEqual([
    { role: "sales", permission: "panel:read", allowed: true },
    { ...cell, allowed: false },
  ]);
  expect(model.changed.value).toEqual([]);
  expect(told.reset).toHaveBeenCalledTimes(1);
});
