import { expect, test, vi } from "vitest";
import { connectLine, fakeLine, postLine, textEvent } from "../test/fakes/line.ts";
import { rowsOf, runnerOf } from "../test/work.ts";
import { createTestWorkspace } from "../test/workspace.ts";
import { startJobLoop } from "./job-loop.ts";

async function waiting() {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, await fakeLine());
  await postLine(shop, connectionId, [textEvent("1", "一")]);
  return { shop, connectionId, deps: runnerOf(shop).deps };
}

test("a wake works off what waits; one during the work makes another round", async () => {
  const { shop, connectionId, deps } = await waiting();
  const loop = startJobLoop(deps, async () => []);
  loop.wake(shop.slug);
  await postLine(shop, connectionId, [textEvent("2", "二")]);
  loop.wake(shop.slug);
  loop.wake("nowhere");
  await vi.waitFor(async () => expect(await rowsOf(shop, "select 1 from message")).toHaveLength(2));
  await loop.stop();
  expect(shop.reported).toEqual([]);
});

test("what nobody was woken for is found by looking", async () => {
  const { shop, deps } = await waiting();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const loop = startJobLoop(deps, async () => [shop.slug]);
  vi.advanceTimersByTime(5_000);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await rowsOf(shop, "select 1 from message")).toHaveLength(1));
  await loop.stop();
});

test("after the end nothing new is begun, and a failure ends nothing", async () => {
  const { shop, deps } = await waiting();
  const broken = { ...deps, openWorkspace: () => Promise.reject(new Error("broken")) };
  const loop = startJobLoop(broken, async () => []);
  loop.wake(shop.slug);
  // Once for the jobs, once for what goes on to an inbox behind us.
  await vi.waitFor(() => expect(shop.reported).toEqual([new Error("broken"), new Error("broken")]));
  await loop.stop();
  loop.wake(shop.slug);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(shop.reported).toHaveLength(2);
});
