import type { ReadonlySignal } from "@preact/signals";
import type { BranchItem, BranchList } from "../../../../shared/schemas/omo.ts";
import type { CallFailure } from "../../../lib/failure.ts";
import { type Archive, type ArchiveTold, createArchive } from "../../Archive.ts";
import { createListModel } from "../../ListModel.ts";
import type { Resource } from "../../Resource.ts";

export interface BranchesCalls {
  list(): Promise<BranchList>;
  create(input: { name: string }): Promise<BranchItem>;
  /** `seen` is the name on screen: whoever changed it meanwhile is not overruled. */
  rename(input: { branchId: string; name: string; seen: string }): Promise<BranchItem>;
  archive(input: { branchId: string; archived: boolean }): Promise<BranchItem>;
  setMembers(input: { branchId: string; memberIds: string[]; seen: string[] }): Promise<BranchItem>;
}

export type BranchesTold = ArchiveTold<BranchItem>;

export interface BranchesModel extends Archive<BranchItem> {
  readonly list: Resource<BranchList>;
  /** A write is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is done. */
  create(name: string): Promise<CallFailure | null>;
  rename(branch: BranchItem, name: string): Promise<CallFailure | null>;
  setMembers(branch: BranchItem, memberIds: string[]): Promise<CallFailure | null>;
}

export function createBranchesModel(calls: BranchesCalls, told: BranchesTold): BranchesModel {
  const model = createListModel(calls.list, told);
  const { list, busy, write } = model;
  const archive = createArchive(
    model,
    ({ branches }) => branches,
    ({ id }, archived) => calls.archive({ branchId: id, archived }),
    told,
  );

  return {
    ...archive,
    list,
    busy,
    create: (name) => write(() => calls.create({ name })),
    rename: (branch, name) => write(() => calls.rename({ branchId: branch.id, name, seen: branch.name })),
    setMembers: (branch, memberIds) =>
      write(() =>
        calls.setMembers({ branchId: branch.id, memberIds, seen: branch.members.map(({ id }) => id) }),
      ),
  };
}
