import { expect, test, vi } from "vitest";
import { DEFAULT_SETTINGS, type SettingsView } from "../../../../shared/schemas/settings.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { createWorkspaceModel, type WorkspaceCalls } from "./WorkspaceModel.ts";

const defaults = Object.fromEntries(
  Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [name, { value, at: null }]),
) as SettingsView;
const view = (name: string, at: number | null): SettingsView => ({ ...defaults, name: { value: name, at } });

async function server() {
  const calls = {
    get: vi.fn<WorkspaceCalls["get"]>(async () => view("Shop", 5)),
    set: vi.fn<WorkspaceCalls["set"]>(async () => ({ at: 6 })),
  };
  const saved = vi.fn<(name: string, undo: (() => void) | undefined) => void>();
  const model = createWorkspaceModel(calls, saved);
  await model.settings.load();
  return { calls, saved, model };
}

test("a write carries the time of the value on screen, and the next one the time it was answered", async () => {
  const { model, calls, saved } = await server();
  expect(await model.save("name", "Other")).toBeNull();
  saved.mock.calls[0]?.[1]?.();
  await vi.waitFor(() => expect(saved).toHaveBeenCalledTimes(2));
  expect(calls.set.mock.calls.map(([input]) => input)).toEqual([
    { name: "name", value: "Other", seen: 5 },
    { name: "name", value: "Shop", seen: 6 },
  ]);
});

test("a value somebody else set meanwhile is shown instead of overwritten", async () => {
  const { model, calls, saved } = await server();
  calls.set.mockRejectedValueOnce(new CallFailure("STALE"));
  calls.get.mockResolvedValueOnce(view("Theirs", 9));
  expect((await model.save("name", "Mine"))?.code).toBe("STALE");
  expect(model.settings.data.value?.name).toEqual({ value: "Theirs", at: 9 });
  expect(saved).not.toHaveBeenCalled();
});
