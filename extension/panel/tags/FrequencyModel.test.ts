import { afterEach, beforeEach, expect, it } from "vitest";
import { dateInputValue, startOfDay } from "../../lib/format.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW, settle } from "../test/views.ts";
import { createFrequencyModel } from "./FrequencyModel.ts";

const DAY = 86_400_000;
let lifetime: AbortController;
beforeEach(() => {
  lifetime = new AbortController();
});
afterEach(() => lifetime.abort());

function mount() {
  const parts = fakeCustomer();
  const asked: { from: number; to: number }[] = [];
  parts.desk.calls.tagFrequency = ({ from, to }) => {
    asked.push({ from, to });
    return Promise.resolve([
      { tagId: "a", name: "A", count: 1, present: true },
      { tagId: "b", name: "B", count: 4, present: false },
    ]);
  };
  return { ...parts, asked, model: createFrequencyModel(parts.customer, lifetime.signal) };
}

it("asks only once it is open, and shows the most frequent first", async () => {
  const { model, asked } = mount();
  expect(asked).toEqual([]);
  model.toggle();
  await settle();
  expect(model.counts.value?.map(({ name }) => name)).toEqual(["B", "A"]);
  expect(model.total.value).toBe(5);
});

it("counts whole local days, today included", async () => {
  const { model, asked } = mount();
  model.toggle();
  model.choose(7);
  await settle();
  const last = asked.at(-1);
  expect(last?.to).toBe(startOfDay(NOW) + DAY);
  expect(last && last.to - last.from).toBe(7 * DAY);
});

it("takes any chosen range, the last day included, and refuses one that is none", async () => {
  const { model, asked } = mount();
  model.toggle();
  model.choose("custom");
  model.setRange({ from: "2026-05-01", to: "2026-05-01" });
  await settle();
  expect(asked.at(-1)).toEqual({
    from: new Date(2026, 4, 1).getTime(),
    to: new Date(2026, 4, 2).getTime(),
  });
  const before = asked.length;
  model.setRange({ from: "2026-05-02", to: "2026-05-01" });
  expect(model.rangeIsValid.value).toBe(false);
  model.setRange({ from: "", to: dateInputValue(NOW) });
  expect(model.rangeIsValid.value).toBe(false);
  model.setRange({ from: "2010-01-01", to: dateInputValue(NOW) });
  expect(model.rangeIsValid.value).toBe(false);
  expect(asked).toHaveLength(before);
});

it("counts again after another application", async () => {
  const { model, asked, view } = mount();
  model.toggle();
  const before = asked.length;
  const next = linkedView("anna");
  view.value = { ...next, contact: { ...next.contact, version: 2 } };
  await settle();
  expect(asked).toHaveLength(before + 1);
});
