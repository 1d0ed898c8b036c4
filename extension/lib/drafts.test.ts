import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { createDrafts } from "./drafts.ts";
import type { ServerLink } from "./host.ts";
import { openStorage } from "./storage.ts";

const link: ServerLink = { server: "https://alongside.test", workspace: "shop" };
const draftsOf = (member = "ann") => createDrafts(link, member, () => 7);

beforeEach(async () => (await openStorage()).clear("draft"));

test("a draft stays with its customer and field after the page is gone", async () => {
  const drafts = draftsOf();
  await drafts.set("c1", "note", "half a thought");
  await drafts.set("c1", "profile/email", "a@", "old@shop.test");
  expect(await draftsOf().get("c1", "note")).toEqual({ text: "half a thought", seen: null, at: 7 });
  expect(await draftsOf().get("c2", "note")).toBeNull();
  expect([...(await draftsOf().of("c1")).keys()].sort()).toEqual(["note", "profile/email"]);
  expect((await draftsOf().of("c1")).get("profile/email")?.seen).toBe("old@shop.test");
});

test("is no other member's", async () => {
  await draftsOf("ann").set("c1", "note", "mine");
  expect(await draftsOf("ben").get("c1", "note")).toBeNull();
  expect((await draftsOf("ben").of("c1")).size).toBe(0);
});

test("the last of many keystrokes is what is kept", async () => {
  const drafts = draftsOf();
  await Promise.all(["a", "ab", "abc"].map((text) => drafts.set("c1", "note", text)));
  expect((await drafts.get("c1", "note"))?.text).toBe("abc");
  expect((await draftsOf().get("c1", "note"))?.text).toBe("abc");
});

test("is gone when it is emptied or dropped", async () => {
  const drafts = draftsOf();
  await drafts.set("c1", "note", "x");
  await drafts.set("c1", "note", "");
  await drafts.set("c1", "profile/name", "y");
  await drafts.drop("c1", "profile/name");
  expect((await draftsOf().of("c1")).size).toBe(0);
});
