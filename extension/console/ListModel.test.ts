import { expect, test, vi } from "vitest";
import { CallFailure } from "../lib/failure.ts";
import { createListModel } from "./ListModel.ts";

async function open() {
  const read = vi.fn<() => Promise<string[]>>(async () => ["a"]);
  const failed = vi.fn<(failure: CallFailure) => void>();
  const also = vi.fn<() => Promise<void>>(async () => undefined);
  const model = createListModel(read, { failed }, also);
  await model.list.load();
  return { model, read, failed, also };
}

test("after a write all is read again, also after a refused one, and it is busy until then", async () => {
  const { model, read, also } = await open();
  expect(await model.write(async () => expect(model.busy.value).toBe(true))).toBeNull();
  const refused = model.write(() => Promise.reject(new CallFailure("STALE")));
  expect(model.busy.value).toBe(true);
  expect((await refused)?.code).toBe("STALE");
  expect(model.busy.value).toBe(false);
  expect([read.mock.calls.length, also.mock.calls.length]).toEqual([3, 2]);
});

test("a button's write is told when it is done, or why it was refused", async () => {
  const { model, failed } = await open();
  const done = vi.fn<() => void>();
  await model.press(async () => undefined, done);
  expect([done.mock.calls.length, failed.mock.calls.length]).toEqual([1, 0]);
  await model.press(() => Promise.reject(new CallFailure("NOT_FOUND")), done);
  expect([done.mock.calls.length, failed.mock.calls.length]).toEqual([1, 1]);
});

test("what is pressed while a write is on its way is neither called nor told as done", async () => {
  const { model } = await open();
  const first = model.write(async () => undefined);
  const call = vi.fn<() => Promise<void>>(async () => undefined);
  const done = vi.fn<() => void>();
  await model.press(call, done);
  await first;
  expect([call.mock.calls.length, done.mock.calls.length]).toEqual([0, 0]);
});
