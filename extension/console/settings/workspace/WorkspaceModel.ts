import { type ReadonlySignal, signal } from "@preact/signals";
import type { SettingName, Settings, SettingSet, SettingsView } from "../../../../shared/schemas/settings.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import { createResource, type Resource } from "../../Resource.ts";

export interface WorkspaceCalls {
  get(): Promise<SettingsView>;
  set(input: SettingSet): Promise<{ at: number }>;
}

/** Settings of this page; the others have pages of their own. */
export type WorkspaceSetting = Exclude<SettingName, "modules" | "masking" | "matching">;

export interface WorkspaceModel {
  readonly settings: Resource<SettingsView>;
  readonly saving: ReadonlySignal<WorkspaceSetting | null>;
  /** The failure for the field to show; null when it was saved. After STALE, what is there now is shown. */
  save<Name extends WorkspaceSetting>(name: Name, value: Settings[Name]): Promise<CallFailure | null>;
}

export function createWorkspaceModel(
  calls: WorkspaceCalls,
  saved: (name: WorkspaceSetting, undo: (() => void) | undefined) => void,
): WorkspaceModel {
  const settings = createResource(calls.get);
  const saving = signal<WorkspaceSetting | null>(null);

  async function save<Name extends WorkspaceSetting>(name: Name, value: Settings[Name]) {
    const before = settings.data.value?.[name];
    if (!before || saving.value) return null;
    saving.value = name;
    try {
      // The value belongs to the name by this function's own signature.
      const { at } = await calls.set({ name, value, seen: before.at } as SettingSet);
      settings.update((all) => ({ ...all, [name]: { value, at } }));
      const previous = before.value as Settings[Name];
      // A workspace without a name cannot be made from one that has one.
      saved(name, previous === null ? undefined : () => void save(name, previous));
      return null;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "STALE") await settings.load();
      return failure;
    } finally {
      saving.value = null;
    }
  }

  return { settings, saving, save };
}
