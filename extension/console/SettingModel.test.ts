import { expect, test, vi } from "vitest";
import { DEFAULT_SETTINGS, type SettingsView } from "../../shared/schemas/settings.ts";
import { CallFailure } from "../lib/failure.ts";
import { createSettingModel, type SettingCalls } from "./SettingModel.ts";

const view = (masking: SettingsView["masking"]): SettingsView => ({
  ...(Object.fromEntries(
    Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [name, { value, at: null }]),
  ) as SettingsView),
  masking,
});

async function furnish() {
  const calls = {
    get: vi.fn<SettingCalls["get"]>(async () => view({ value: { agent: ["phone"] }, at: 5 })),
    set: vi.fn<SettingCalls["set"]>(async () => ({ at: 6 })),
  };
  const model = createSettingModel(calls, "masking");
  await model.setting.load();
  return { calls, model };
}

test("a change is shown at once and carries the time of what was seen", async () => {
  const { calls, model } = await furnish();
  const saved = model.save({ agent: ["phone", "email"] });
  expect(model.setting.data.value?.value).toEqual({ agent: ["phone", "email"] });
  expect(await saved).toBeNull();
  await model.save({});
  expect(calls.set.mock.calls.map(([{ seen }]) => seen)).toEqual([5, 6]);
});

test("a refused change is taken back; what somebody else set meanwhile is shown", async () => {
  const { calls, model } = await furnish();
  calls.set.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  expect((await model.save({}))?.code).toBe("OFFLINE");
  expect(model.setting.data.value?.value).toEqual({ agent: ["phone"] });
  calls.set.mockRejectedValueOnce(new CallFailure("STALE"));
  calls.get.mockResolvedValueOnce(view({ value: { sales: ["id"] }, at: 9 }));
  expect((await model.save({}))?.code).toBe("STALE");
  expect(model.setting.data.value).toEqual({ value: { sales: ["id"] }, at: 9 });
});
