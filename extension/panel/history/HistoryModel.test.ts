import { expect, test } from "vitest";
import { CallFailure } from "../../lib/failure.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { NOW, settle } from "../test/views.ts";
import { createHistoryModel, type Former } from "./HistoryModel.ts";

const item = (id: string): Former => ({ id, source: "agent", authorName: "Amy", at: NOW });

async function started(pages: Former[][], revert: () => Promise<unknown> = () => Promise.resolve()) {
  const { customer, confirmed } = fakeCustomer();
  const seen: string[][] = [];
  const model = createHistoryModel(customer, {
    load: () => Promise.resolve(pages.length > 1 ? (pages.shift() ?? []) : (pages[0] ?? [])),
    revert: ({ id }, newest) => {
      seen.push([id, newest]);
      return revert();
    },
    write: "profile.revert",
  });
  await settle();
  return { model, seen, confirmed };
}

test("goes back to a former value of what is newest, then reads the history again", async () => {
  const { model, seen } = await started([
    [item("2"), item("1")],
    [item("3"), item("2"), item("1")],
  ]);
  expect(await model.revert(item("1"))).toBe(true);
  expect(seen).toEqual([["1", "2"]]);
  await settle();
  expect(model.items.value?.map(({ id }) => id)).toEqual(["3", "2", "1"]);
});

test("what it is already, and what is not confirmed, is not sent", async () => {
  const { model, seen, confirmed } = await started([[item("2"), item("1")]]);
  expect(await model.revert(item("2"))).toBe(false);
  confirmed.value = false;
  expect(await model.revert(item("1"))).toBe(false);
  expect(seen).toEqual([]);
});

test("a refusal is said, and the newest history is read", async () => {
  const refuse = () => Promise.reject(new CallFailure("STALE"));
  const { model } = await started(
    [
      [item("2"), item("1")],
      [item("3"), item("2"), item("1")],
    ],
    refuse,
  );
  expect(await model.revert(item("1"))).toBe(false);
  await settle();
  expect(model.failure.value?.code).toBe("STALE");
  expect(model.items.value).toHaveLength(3);
  expect(model.reverting.value).toBeNull();
});
