import "fake-indexeddb/auto";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { createOutbox, type Outbox } from "../extension/lib/outbox.ts";
import { type Fault, type FaultyProxy, startFaultyProxy } from "../worker/test/fakes/faulty-proxy.ts";
import { workInMemory } from "./in-memory.ts";
import { startEdge } from "./shop/edge.ts";
import type { Installation } from "./shop/installation.ts";

workInMemory();
let installation: Installation;
let proxy: FaultyProxy;
let outbox: Outbox;

beforeAll(async () => {
  installation = await startEdge(1, async (url) => {
    proxy = await startFaultyProxy(url);
    return proxy.url;
  });
});
afterEach(() => {
  outbox.close();
  vi.unstubAllGlobals();
});
afterAll(async () => {
  await installation.stop();
  proxy.close();
});

test("what was cut off after its commit is shown as pending and sent until it is acknowledged, once", async () => {
  vi.stubGlobal("navigator", { locks: { request: (_name: string, run: () => Promise<unknown>) => run() } });
  const [contactId = ""] = installation.shop.contacts;
  const [accessToken = ""] = installation.shop.tokens;
  const troubles: Fault[] = ["cut after", "5xx before", "cut within"];
  proxy.choose = (body) => (body.includes("insert into operation") ? (troubles.shift() ?? null) : null);
  let clock = Date.now();
  outbox = createOutbox({
    link: { server: new URL(installation.url).origin, workspace: "shop" },
    memberId: "m",
    tokens: { token: async () => ({ accessToken, memberId: "m" }) },
    now: () => clock,
  });
  await outbox.add("notes.create", { contactId, text: "寫一次" }, contactId);
  for (let tried = 1; tried <= 3; tried++) {
    await vi.waitFor(() => expect(outbox.pending.value[0]?.attempts).toBe(tried), { timeout: 60_000 });
    expect(outbox.pending.value).toMatchObject([{ procedure: "notes.create", state: "waiting" }]);
    clock += 600_000;
    await outbox.drain();
  }
  await vi.waitFor(() => expect(outbox.pending.value).toEqual([]), { timeout: 60_000 });
  expect(troubles).toEqual([]);
  expect(await installation.query("select text, version from note")).toEqual([
    { text: "寫一次", version: 1 },
  ]);
});
