import { expect, test, vi } from "vitest";
import { newId } from "../domain/id.ts";
import { useOutgoing } from "../outgoing/outgoing.ts";
import { serve } from "../test/fakes/server.ts";
import { connectLine, fakeLine, postLine, textEvent, userId } from "../test/fakes/line.ts";
import { rowsOf, runnerOf } from "../test/work.ts";
import { createTestWorkspace, insertContact } from "../test/workspace.ts";
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

test("endpoints that never answer hold up no other job, and no other endpoint", async () => {
  useOutgoing({ allowPrivate: true });
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => new AbortController().signal);
  const shop = await createTestWorkspace(Date.now());
  const line = await fakeLine();
  line.profiles.set(userId(1), { displayName: "陳小明" });
  const connectionId = await connectLine(shop, line);
  const { webhooks } = shop.client("admin");
  const heard: string[] = [];
  const hanging: (() => void)[] = [];
  const endpoint = async (name: string, hangs: boolean) => {
    const url = await serve(async () => {
      heard.push(name);
      if (hangs) await new Promise<void>((resolve) => hanging.push(resolve));
      return { status: 200 };
    });
    await webhooks.create.mutate({ operationId: newId(Date.now()), name, url, types: ["contact.created"] });
  };
  for (const name of ["a", "b", "c", "d", "e"]) await endpoint(name, true);
  await insertContact(shop.db, shop.clock.now);
  const loop = startJobLoop(runnerOf(shop).deps, async () => []);
  loop.wake(shop.slug);
  await vi.waitFor(() => expect(heard.toSorted()).toEqual(["a", "b", "c", "d", "e"]), 20_000);
  await endpoint("answers", false);
  await insertContact(shop.db, ++shop.clock.now, { externalId: "Uother" });
  await postLine(shop, connectionId, [textEvent("1", "一", { user: userId(1) })]);
  loop.wake(shop.slug);
  await vi.waitFor(async () => {
    expect(await rowsOf(shop, "select name from contact where external_id = ?", userId(1))).toEqual([
      { name: "陳小明" },
    ]);
    expect(heard).toContain("answers");
  }, 20_000);
  const ended = loop.stop();
  const answering = setInterval(() => hanging.splice(0).forEach((answer) => answer()), 10);
  await ended;
  clearInterval(answering);
  vi.restoreAllMocks();
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
  // Once for the jobs, once for what goes on to an inbox behind us, once for what endpoints are told.
  const broke = Array.from({ length: 3 }, () => new Error("broken"));
  await vi.waitFor(() => expect(shop.reported).toEqual(broke));
  await loop.stop();
  loop.wake(shop.slug);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(shop.reported).toHaveLength(3);
});
