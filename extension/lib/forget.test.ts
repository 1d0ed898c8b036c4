import "fake-indexeddb/auto";
import { beforeEach, expect, test, vi } from "vitest";
import type { LinkedPanel } from "../../shared/schemas/panel.ts";
import { createCache } from "./cache.ts";
import { createDrafts } from "./drafts.ts";
import { CallFailure } from "./failure.ts";
import { createForget } from "./forget.ts";
import type { ServerLink } from "./host.ts";
import { createOutbox } from "./outbox.ts";
import { openStorage } from "./storage.ts";

const link: ServerLink = { server: "https://alongside.test", workspace: "shop" };
const view = (contactId: string) => ({ state: "linked", contact: { id: contactId } }) as LinkedPanel;

/** One page of a member. */
function page(memberId: string) {
  const cache = createCache(link, memberId);
  const drafts = createDrafts(link, memberId);
  const outbox = createOutbox({
    link,
    memberId,
    tokens: { token: () => Promise.reject(new CallFailure("OFFLINE")) },
  });
  return { cache, drafts, outbox, forget: createForget({ link, memberId, cache, drafts, outbox }) };
}

beforeEach(async () => {
  const db = await openStorage();
  await Promise.all([db.clear("view"), db.clear("draft"), db.clear("outbox")]);
});

test("a deleted contact is gone from views, drafts and waiting writes, on every page of the member", async () => {
  const [one, other, stranger] = [page("ann"), page("ann"), page("ben")];
  for (const { cache, drafts, outbox } of [one, stranger]) {
    await cache.put("chat/1", view("gone"));
    await cache.put("chat/2", view("kept"));
    await drafts.set("gone", "note", "half a note");
    await drafts.set("kept", "note", "another");
    await outbox.add("notes.create", { contactId: "gone", text: "to go out" }, "gone");
    await outbox.add("notes.create", { contactId: "kept", text: "to go out" }, "kept");
  }
  expect(await other.cache.get("chat/1")).toEqual(view("gone"));
  const typing = one.drafts.set("gone", "tag", "typed right now");
  await one.forget("gone");
  await typing;

  expect(one.cache.peek("chat/1")).toBeUndefined();
  expect(one.cache.peek("chat/2")).toEqual(view("kept"));
  expect([...(await one.drafts.of("gone")).keys()]).toEqual([]);
  expect([...(await one.drafts.of("kept")).keys()]).toEqual(["note"]);
  expect(one.outbox.pending.value.map(({ contactId }) => contactId)).toEqual(["kept"]);
  await vi.waitFor(() => expect(other.cache.peek("chat/1")).toBeUndefined());
  expect(await stranger.drafts.get("gone", "note")).toMatchObject({ text: "half a note" });
  expect(stranger.outbox.pending.value).toHaveLength(2);
});
