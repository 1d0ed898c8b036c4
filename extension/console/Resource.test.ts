import { expect, test } from "vitest";
import { CallFailure } from "../lib/failure.ts";
import { createResource } from "./Resource.ts";

/** Calls that are answered by hand, in any order. */
function answers<Data>() {
  const waiting: { resolve(data: Data): void; reject(error: unknown): void }[] = [];
  return {
    waiting,
    call: () => new Promise<Data>((resolve, reject) => waiting.push({ resolve, reject })),
  };
}

test("an answer that a later call overtook is dropped", async () => {
  const { waiting, call } = answers<string>();
  const resource = createResource(call);
  const first = resource.load();
  const second = resource.load();
  waiting[1]?.resolve("new");
  waiting[0]?.resolve("old");
  await Promise.all([first, second]);
  expect(resource.data.value).toBe("new");
  expect(resource.loading.value).toBe(false);
});

test("data stays on screen when reading it again fails, and the failure goes when it works", async () => {
  const { waiting, call } = answers<string>();
  const resource = createResource(call);
  const loads = [resource.load()];
  waiting[0]?.resolve("data");
  await loads[0];
  const failed = resource.load();
  waiting[1]?.reject(new CallFailure("UNAVAILABLE"));
  await failed;
  expect(resource.data.value).toBe("data");
  expect(resource.failure.value?.code).toBe("UNAVAILABLE");
  const again = resource.load();
  waiting[2]?.resolve("newer");
  await again;
  expect(resource.failure.value).toBeNull();
});

test("a change before anything is known does not keep the first answer away", async () => {
  const { waiting, call } = answers<number>();
  const resource = createResource(call);
  const first = resource.load();
  resource.update((n) => n + 10);
  waiting[0]?.resolve(1);
  await first;
  expect(resource.data.value).toBe(1);
});

test("a change made here is not undone by an answer that was read before it", async () => {
  const { waiting, call } = answers<number>();
  const resource = createResource(call);
  const first = resource.load();
  waiting[0]?.resolve(1);
  await first;
  const second = resource.load();
  resource.update((n) => n + 10);
  waiting[1]?.resolve(1);
  await second;
  expect(resource.data.value).toBe(11);
});
