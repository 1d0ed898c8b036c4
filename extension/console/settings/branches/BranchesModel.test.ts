import { expect, test, vi } from "vitest";
import type { BranchItem, BranchList } from "../../../../shared/schemas/omo.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { type BranchesCalls, type BranchesTold, createBranchesModel } from "./BranchesModel.ts";

const branch = (id: string, archivedAt: number | null = null): BranchItem => ({
  id,
  name: `Branch ${id}`,
  createdAt: 1,
  archivedAt,
  members: [{ id: "m1", name: "Amy", role: "sales", disabled: false }],
  bound: 0,
});

async function open() {
  const all: BranchList = { branches: [branch("a"), branch("b", 5)], members: [] };
  const calls = {
    list: vi.fn<BranchesCalls["list"]>(async () => all),
    create: vi.fn<BranchesCalls["create"]>(async () => branch("c")),
    rename: vi.fn<BranchesCalls["rename"]>(async () => branch("a")),
    archive: vi.fn<BranchesCalls["archive"]>(async () => branch("a")),
    setMembers: vi.fn<BranchesCalls["setMembers"]>(async () => branch("a")),
  };
  const told = {
    archived: vi.fn<BranchesTold["archived"]>(),
    restored: vi.fn<BranchesTold["restored"]>(),
    failed: vi.fn<BranchesTold["failed"]>(),
  };
  const model = createBranchesModel(calls, told);
  await model.list.load();
  return { calls, told, model };
}

test("writes carry what was on screen", async () => {
  const { calls, model } = await open();
  await model.rename(branch("a"), "New");
  expect(calls.rename).toHaveBeenCalledWith({ branchId: "a", name: "New", seen: "Branch a" });
  await model.setMembers(branch("a"), ["m2"]);
  expect(calls.setMembers).toHaveBeenCalledWith({ branchId: "a", memberIds: ["m2"], seen: ["m1"] });
});

test("branches in use and put away are apart; putting one away can be undone", async () => {
  const { calls, told, model } = await open();
  expect(model.used.value.map(({ id }) => id)).toEqual(["a"]);
  expect(model.archived.value.map(({ id }) => id)).toEqual(["b"]);
  await model.setArchived(branch("a"), true);
  told.archived.mock.calls[0]?.[1]();
  await vi.waitFor(() => expect(told.restored).toHaveBeenCalled());
  expect(calls.archive.mock.calls.map(([input]) => input.archived)).toEqual([true, false]);
});

test("a refused write is told, and how it stands now is read again", async () => {
  const { calls, told, model } = await open();
  calls.create.mockRejectedValueOnce(new CallFailure("ALREADY_EXISTS"));
  expect((await model.create("Branch a"))?.code).toBe("ALREADY_EXISTS");
  calls.archive.mockRejectedValueOnce(new CallFailure("NOT_FOUND"));
  await model.setArchived(branch("a"), true);
  expect(told.failed).toHaveBeenCalledTimes(1);
  expect(calls.list).toHaveBeenCalledTimes(3);
});
