import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeletionItem } from "../../../../shared/schemas/conversations.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { fakeDesk } from "../../test/fakes.ts";
import { NOW } from "../../test/views.ts";
import { ASK_EVERY, createDeletedModel } from "./DeletedModel.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const item = (state: DeletionItem["state"]): DeletionItem => ({
  id: "deletion",
  contactId: "anna",
  state,
  requestedAt: NOW,
  requestedByName: "Amy",
  erasedByName: null,
  eraseAt: NOW + 86_400_000,
  receipt: {
    deletionId: "deletion",
    counts: { messages: 1, files: 0, notes: 0, taggings: 0, events: 0, values: 0 },
    requestedAt: NOW,
    requestedBy: "amy",
    eraseAt: NOW + 86_400_000,
    erasedAt: state === "erased" ? NOW : null,
    erasedBy: null,
    beyond: ["host_inbox"],
    mailsSent: 0,
  },
});

test("follows the erasing until it is through, and stops asking", async () => {
  const { calls } = fakeDesk().desk;
  const answers = [item("erasing"), item("erased")];
  let asked = 0;
  calls.eraseNow = async () => item("erasing");
  calls.deletion = async () => {
    asked++;
    return answers.shift() ?? item("erased");
  };
  const model = createDeletedModel(calls, item("deleted"), new AbortController().signal);
  expect(await model.eraseNow("DELETE")).toBe(true);
  expect(model.item.value.state).toBe("erasing");
  await vi.advanceTimersByTimeAsync(10 * ASK_EVERY);
  expect(model.item.value).toMatchObject({ state: "erased", receipt: { erasedAt: NOW } });
  expect(asked).toBe(2);
});

test("asks on after a failure, and no more when the screen is gone", async () => {
  const { calls } = fakeDesk().desk;
  const lifetime = new AbortController();
  let asked = 0;
  calls.deletion = () => {
    asked++;
    return Promise.reject(new CallFailure("OFFLINE"));
  };
  createDeletedModel(calls, item("erasing"), lifetime.signal);
  await vi.advanceTimersByTimeAsync(3 * ASK_EVERY);
  expect(asked).toBe(3);
  lifetime.abort();
  await vi.advanceTimersByTimeAsync(3 * ASK_EVERY);
  expect(asked).toBe(3);
});

test("a refusal to bring it back is told", async () => {
  const { calls } = fakeDesk().desk;
  calls.restore = () => Promise.reject(new CallFailure("CAME_BACK"));
  const model = createDeletedModel(calls, item("deleted"), new AbortController().signal);
  expect(await model.restore()).toBe(false);
  expect(model.failure.value?.code).toBe("CAME_BACK");
  expect(model.item.value.state).toBe("deleted");
});

test("learns that somebody else erases it", () => {
  const { calls } = fakeDesk().desk;
  const lifetime = new AbortController();
  const model = createDeletedModel(calls, item("deleted"), lifetime.signal);
  model.learn(item("erasing"));
  expect(model.item.value.state).toBe("erasing");
  lifetime.abort();
});
