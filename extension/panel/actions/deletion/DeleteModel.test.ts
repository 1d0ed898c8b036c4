import { expect, test } from "vitest";
import type { DeletionPreview } from "../../../../shared/schemas/conversations.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { fakeCustomer } from "../../test/fakes.ts";
import { createDeleteModel, isDeleteWord } from "./DeleteModel.ts";

const previewOf = (messages: number): DeletionPreview => ({
  counts: { messages, files: 0, notes: 0, taggings: 0, events: 0, values: 0 },
  token: `seen ${messages}`,
});

function fake() {
  const { customer, desk } = fakeCustomer();
  const previews = [previewOf(1), previewOf(2)];
  const deleted: unknown[] = [];
  let answer: () => Promise<never> | Promise<object> = async () => ({});
  desk.calls.deletionPreview = async () => previews.shift() ?? previewOf(9);
  desk.calls.deleteConversation = async (input) => {
    deleted.push(input);
    return (await answer()) as never;
  };
  return {
    model: createDeleteModel(customer),
    deleted,
    answers: (next: typeof answer) => (answer = next),
  };
}

test("only the whole word confirms, in either language, as the server sees it", () => {
  expect(["DELETE", " DELETE ", "刪除"].map(isDeleteWord)).toEqual([true, true, true]);
  expect(["", "delete", "DELET", "删除", "DELETE!"].map(isDeleteWord)).toEqual(Array(5).fill(false));
});

test("nothing is deleted before the numbers are there and the word is typed", async () => {
  const { model, deleted } = fake();
  model.type("DELETE");
  expect(await model.remove()).toBe(false);
  await model.count();
  model.type("delete");
  expect(model.confirmed.value).toBe(false);
  expect(await model.remove()).toBe(false);
  expect(deleted).toEqual([]);
  model.type("刪除");
  expect(await model.remove()).toBe(true);
  expect(deleted).toEqual([{ contactId: "anna", seen: "seen 1", typed: "刪除" }]);
});

test("what changed meanwhile is shown, and the word asked for again", async () => {
  const { model, deleted, answers } = fake();
  await model.count();
  model.type("DELETE");
  answers(() => Promise.reject(new CallFailure("STALE", { facts: { messages: 2 } })));
  expect(await model.remove()).toBe(false);
  expect(model.changed.value).toBe(true);
  expect(model.preview.value?.counts.messages).toBe(2);
  expect([model.typed.value, model.confirmed.value]).toEqual(["", false]);
  answers(async () => ({}));
  model.type("DELETE");
  expect(await model.remove()).toBe(true);
  expect(deleted.at(-1)).toMatchObject({ seen: "seen 2" });
});

test("a failure is told and what was typed stays", async () => {
  const { model, answers } = fake();
  await model.count();
  model.type("DELETE");
  answers(() => Promise.reject(new CallFailure("FORBIDDEN")));
  expect(await model.remove()).toBe(false);
  expect(model.failure.value?.code).toBe("FORBIDDEN");
  expect(model.typed.value).toBe("DELETE");
});
