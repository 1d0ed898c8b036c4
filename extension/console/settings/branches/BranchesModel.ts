import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { BranchItem, BranchList } from "../../../../shared/schemas/omo.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface BranchesCalls {
  list(): Promise<BranchList>;
  create(input: { name: string }): Promise<BranchItem>;
  /** `seen` is the name on screen: whoever changed it meanwhile is not overruled. */
  rename(input: { branchId: string; name: string; seen: string }): Promise<BranchItem>;
  archive(input: { branchId: string; archived: boolean }): Promise<BranchItem>;
  setMembers(input: { branchId: string; memberIds: string[]; seen: string[] }): Promise<BranchItem>;
}

/** What the page tells the person, in words of its own. */
export interface BranchesTold {
  archived(branch: BranchItem, undo: () => void): void;
  restored(branch: BranchItem): void;
  failed(failure: CallFailure): void;
}

export interface BranchesModel {
  readonly list: Resource<BranchList>;
  readonly used: ReadonlySignal<readonly BranchItem[]>;
  readonly archived: ReadonlySignal<readonly BranchItem[]>;
  /** A write is on its way. */
  readonly busy: ReadonlySignal<boolean>;
  /** The failure for the form to show; null when it is done. */
  create(name: string): Promise<CallFailure | null>;
  rename(branch: BranchItem, name: string): Promise<CallFailure | null>;
  setMembers(branch: BranchItem, memberIds: string[]): Promise<CallFailure | null>;
  setArchived(branch: BranchItem, archived: boolean): Promise<void>;
}

export function createBranchesModel(calls: BranchesCalls, told: BranchesTold): BranchesModel {
  const list = createResource(calls.list);
  const busy = signal(false);

  async function run(call: () => Promise<unknown>): Promise<CallFailure | null> {
    if (busy.peek()) return null;
    busy.value = true;
    try {
      await call();
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      await list.load();
      busy.value = false;
    }
  }

  async function setArchived(branch: BranchItem, archived: boolean): Promise<void> {
    const failure = await run(() => calls.archive({ branchId: branch.id, archived }));
    if (failure) told.failed(failure);
    else if (archived) told.archived(branch, () => void setArchived(branch, false));
    else told.restored(branch);
  }

  return {
    list,
    busy,
    setArchived,
    used: computed(() => list.data.value?.branches.filter((one) => one.archivedAt === null) ?? []),
    archived: computed(() => list.data.value?.branches.filter((one) => one.archivedAt !== null) ?? []),
    create: (name) => run(() => calls.create({ name })),
    rename: (branch, name) => run(() => calls.rename({ branchId: branch.id, name, seen: branch.name })),
    setMembers: (branch, memberIds) =>
      run(() =>
        calls.setMembers({ branchId: branch.id, memberIds, seen: branch.members.map(({ id }) => id) }),
      ),
  };
}
