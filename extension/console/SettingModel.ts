import { type ReadonlySignal, signal } from "@preact/signals";
import type { SettingName, Settings, SettingSet, SettingsView } from "../../shared/schemas/settings.ts";
import { type CallFailure, failureOf } from "../lib/failure.ts";
import { createResource, type Resource } from "./Resource.ts";

export interface SettingCalls {
  get(): Promise<SettingsView>;
  set(input: SettingSet): Promise<{ at: number }>;
}

/** One setting of the workspace that is saved with every change. */
export interface SettingModel<Name extends SettingName> {
  readonly setting: Resource<SettingsView[Name]>;
  readonly saving: ReadonlySignal<boolean>;
  /**
   * Shows the value at once and takes it back when it is refused; does nothing while one is being saved.
   * After STALE, what is there now is shown.
   */
  save(value: Settings[Name]): Promise<CallFailure | null>;
}

export function createSettingModel<Name extends SettingName>(
  calls: SettingCalls,
  name: Name,
): SettingModel<Name> {
  const setting = createResource(async () => (await calls.get())[name]);
  const saving = signal(false);

  async function save(value: Settings[Name]): Promise<CallFailure | null> {
    const before = setting.data.peek();
    if (!before || saving.peek()) return null;
    saving.value = true;
    setting.update((now) => ({ ...now, value }));
    try {
      // The value belongs to the name by this function's own signature.
      const { at } = await calls.set({ name, value, seen: before.at } as SettingSet);
      setting.update((now) => ({ ...now, value, at }));
      return null;
    } catch (error) {
      setting.update(() => before);
      const failure = failureOf(error);
      if (failure.code === "STALE") await setting.load();
      return failure;
    } finally {
      saving.value = false;
    }
  }
  return { setting, saving, save };
}
