import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import type { LinkedPanel, UnlinkedPanel } from "../../shared/schemas/panel.ts";
import { createCache } from "./cache.ts";
import type { ServerLink } from "./host.ts";
import { openStorage } from "./storage.ts";

const link: ServerLink = { server: "https://alongside.test", workspace: "shop" };
const DAY = 86_400_000;
let clock: number;
const cacheOf = (member: string, of: ServerLink = link) => createCache(of, member, () => clock);
const view = (contactId: string) => ({ state: "linked", contact: { id: contactId } }) as LinkedPanel;

beforeEach(async () => {
  clock = 1000 * DAY;
  await (await openStorage()).clear("view");
});

test("keeps a view over the life of a page", async () => {
  await cacheOf("ann").put("chat/1", view("c1"));
  const later = cacheOf("ann");
  expect(later.peek("chat/1")).toBeUndefined();
  expect(await later.get("chat/1")).toEqual(view("c1"));
  expect(later.peek("chat/1")).toEqual(view("c1"));
});

test("keeps no link to where a customer is now beyond the page's life", async () => {
  const page = { state: "online", url: "https://www.shop.test/", title: "x", at: clock } as const;
  const ann = cacheOf("ann");
  await ann.put("chat/1", { ...view("c1"), page });
  expect(ann.peek("chat/1")).toMatchObject({ page });
  expect(await cacheOf("ann").get("chat/1")).toEqual({ ...view("c1"), page: null });
});

test("keeps an unlinked conversation too", async () => {
  const unlinked = { state: "unlinked", candidates: [] } as unknown as UnlinkedPanel;
  await cacheOf("ann").put("chat/1", unlinked);
  expect(await cacheOf("ann").get("chat/1")).toEqual(unlinked);
});

test("shows nobody what another member or another workspace saw", async () => {
  await cacheOf("ann").put("chat/1", view("c1"));
  expect(await cacheOf("ben").get("chat/1")).toBeNull();
  expect(await cacheOf("ann", { ...link, workspace: "other" }).get("chat/1")).toBeNull();
});

test("forgets all of a member, and nothing of the others, when purged", async () => {
  const [ann, ben] = [cacheOf("ann"), cacheOf("ben")];
  await ann.put("chat/1", view("c1"));
  await ben.put("chat/1", view("c1"));
  await ann.purge();
  expect(ann.peek("chat/1")).toBeUndefined();
  expect(await cacheOf("ann").get("chat/1")).toBeNull();
  expect(await cacheOf("ben").get("chat/1")).toEqual(view("c1"));
});

test("forgets a contact in each conversation it was shown in", async () => {
  const ann = cacheOf("ann");
  await ann.put("chat/1", view("c1"));
  await ann.put("chat/2", view("c1"));
  await ann.put("chat/3", view("c2"));
  await ann.purgeContact("c1");
  expect([ann.peek("chat/1"), await cacheOf("ann").get("chat/2")]).toEqual([undefined, null]);
  expect(await cacheOf("ann").get("chat/3")).toEqual(view("c2"));
});

test("what is purged while it is being kept stays forgotten", async () => {
  const ann = cacheOf("ann");
  const keeping = ann.put("chat/1", view("c1"));
  await Promise.all([ann.purge(), keeping]);
  expect(await cacheOf("ann").get("chat/1")).toBeNull();
});

test("keeps 200 views at most, the newest, and none for longer than seven days", async () => {
  const ann = cacheOf("ann");
  for (let i = 0; i < 205; i++) {
    clock++;
    await ann.put(`chat/${i}`, view(`c${i}`));
  }
  expect(await (await openStorage()).count("view")).toBe(200);
  expect(await cacheOf("ann").get("chat/4")).toBeNull();
  expect(await cacheOf("ann").get("chat/5")).toEqual(view("c5"));
  clock += 7 * DAY + 1000;
  expect(await cacheOf("ann").get("chat/5")).toBeNull();
  await cacheOf("ann").put("chat/new", view("c"));
  expect(await (await openStorage()).count("view")).toBe(1);
});

test("a view of an older form is not shown: sections would miss what they rely on", async () => {
  await cacheOf("ann").put("chat/1", view("c1"));
  const storage = await openStorage();
  const [kept] = await storage.getAll("view");
  if (!kept) throw new Error("nothing was kept");
  const { shape: _shape, ...older } = kept;
  await storage.put("view", older);
  expect(await cacheOf("ann").get("chat/1")).toBeNull();
});
