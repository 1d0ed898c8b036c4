import { expect, test } from "vitest";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { forEachEngine } from "../../test/engines.ts";
import { connectLine, postLine, textEvent, userId } from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../../test/workspace.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { newId } from "../id.ts";
import { takeInSearch } from "../search/take-in.ts";

const op = () => ({ operationId: newId(TEST_NOW) });
const HOUR = 3_600_000;

export const preview = (shop: TestWorkspace, contactId: string) =>
  shop.client("supervisor").conversations.deletionPreview.query({ contactId });

async function remove(shop: TestWorkspace, contactId: string, typed = "DELETE") {
  const { token } = await preview(shop, contactId);
  return shop.client("supervisor").conversations.delete.mutate({ ...op(), contactId, seen: token, typed });
}

const codeOf = async (call: Promise<unknown>) => (await failureOfCall(call)).code;

const ref = (conversation: string): ConversationRef => ({
  inbox: "chatwoot",
  origin: "https://chat.shop.test",
  account: "1",
  conversation,
  hints: {},
});

/** A contact with a name to be found by, a note, and a conversation of the host inbox. */
async function furnish(shop: TestWorkspace) {
  const { contactId, conversationId, channelId } = await insertContact(shop.db, TEST_NOW, { name: "龐大海" });
  await shop.db.write([
    ...indexContactName({ contactId, name: "龐大海" }),
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', 'https://chat.shop.test', '1', '7', ?, 'webhook', 1)",
      args: [contactId],
    },
    {
      sql: "insert into message (id, conversation_id, channel_id, provider_id, sender_kind, type, text, at, received_at) values (?, ?, ?, 'm1', 'customer', 'image', null, 1, 1)",
      args: [newId(TEST_NOW), conversationId, channelId],
    },
  ]);
  await shop.client("agent").notes.create.mutate({ ...op(), contactId, text: "a note" });
  while (await takeInSearch(shop.db, TEST_NOW));
  const open = () => shop.client("agent").panel.open.query({ ref: ref("7") });
  const found = async () => (await shop.client("agent").contacts.find.query({ text: "龐大" })).items.length;
  return { contactId, conversationId, channelId, open, found };
}

forEachEngine("conversations.delete", (createWorkspace) => {
  test("says what goes, asks for the word, takes it off everything, brings it back whole", async () => {
    const shop = await createWorkspace();
    const { contactId, open, found } = await furnish(shop);
    const { counts, token } = await preview(shop, contactId);
    expect(counts).toMatchObject({ messages: 1, files: 1, notes: 1, taggings: 0 });
    const { conversations } = shop.client("supervisor");
    for (const typed of ["", "delete", "DELETED", "删除"]) {
      const call = conversations.delete.mutate({ ...op(), contactId, seen: token, typed });
      expect(await codeOf(call)).toBe("NOT_CONFIRMED");
    }
    expect(await found()).toBe(1);

    const deletion = await conversations.delete.mutate({ ...op(), contactId, seen: token, typed: " 刪除 " });
    expect(deletion).toMatchObject({ state: "deleted", requestedByName: "The supervisor", contactId });
    expect(deletion.eraseAt - deletion.requestedAt).toBe(24 * HOUR);
    expect(deletion.receipt).toMatchObject({
      deletionId: deletion.id,
      counts,
      requestedBy: shop.memberId("supervisor"),
      erasedAt: null,
      mailsSent: 0,
    });
    expect(deletion.receipt.beyond).toEqual(expect.arrayContaining(["host_inbox", "provider", "backups"]));
    expect(JSON.stringify(deletion.receipt)).not.toMatch(/龐|a note/);

    expect(await open()).toMatchObject({ state: "deleted", deletion: { id: deletion.id, state: "deleted" } });
    expect(await found()).toBe(0);
    const { notes, tags, profile } = shop.client("agent");
    expect(await codeOf(notes.create.mutate({ ...op(), contactId, text: "late" }))).toBe("NOT_FOUND");
    const tag = tags.applyTag.mutate({ ...op(), contactId, name: "late", confirmed: false });
    expect(await codeOf(tag)).toBe("NOT_FOUND");
    const edit = profile.edit.mutate({ ...op(), contactId, field: "name", value: "late", seen: "龐大海" });
    expect(await codeOf(edit)).toBe("NOT_FOUND");

    const listed = await conversations.deletions.query({});
    expect(listed).toMatchObject([{ id: deletion.id, state: "deleted", channel: { kind: "line" } }]);
    expect(JSON.stringify(listed)).not.toMatch(/龐|a note/);
    const back = await conversations.restore.mutate({ ...op(), deletionId: deletion.id });
    expect(back.state).toBe("restored");
    expect(await conversations.deletions.query({})).toEqual([]);
    expect(await open()).toMatchObject({ state: "linked", notes: { items: [{ text: "a note" }] } });
    expect(await found()).toBe(1);
    expect(await codeOf(conversations.restore.mutate({ ...op(), deletionId: deletion.id }))).toBe(
      "NOT_FOUND",
    );
  });

  test("what changed since it was seen is told instead of deleted", async () => {
    const shop = await createWorkspace();
    const { contactId, found } = await furnish(shop);
    const { token } = await preview(shop, contactId);
    await shop.client("agent").notes.create.mutate({ ...op(), contactId, text: "another" });
    const call = shop
      .client("supervisor")
      .conversations.delete.mutate({ ...op(), contactId, seen: token, typed: "DELETE" });
    expect(await failureOfCall(call)).toMatchObject({ code: "STALE", facts: { notes: 2, messages: 1 } });
    expect(await found()).toBe(1);
  });

  test("deleted twice at once, and against an edit: one of them happens", async () => {
    const shop = await createWorkspace();
    const { contactId } = await furnish(shop);
    const { token } = await preview(shop, contactId);
    const { conversations } = shop.client("supervisor");
    const take = () => conversations.delete.mutate({ ...op(), contactId, seen: token, typed: "DELETE" });
    const both = await Promise.allSettled([take(), take()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(await rowsOf(shop, "select count(*) as n from deletion")).toEqual([{ n: 1 }]);

    const other = await insertContact(shop.db, TEST_NOW);
    const seen = (await preview(shop, other.contactId)).token;
    const race = await Promise.allSettled([
      conversations.delete.mutate({ ...op(), contactId: other.contactId, seen, typed: "DELETE" }),
      shop
        .client("agent")
        .tags.applyTag.mutate({ ...op(), contactId: other.contactId, name: "x", confirmed: false }),
    ]);
    expect(race.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    const rows = await rowsOf(
      shop,
      "select count(*) as n from tagging where contact_id = ?",
      other.contactId,
    );
    expect(rows).toEqual([{ n: race[1]?.status === "fulfilled" ? 1 : 0 }]);
  });

  test("brought back or erased, never both", async () => {
    const shop = await createWorkspace();
    const { contactId, open } = await furnish(shop);
    const { id: deletionId } = await remove(shop, contactId);
    const { conversations } = shop.client("supervisor");
    const [back, gone] = await Promise.allSettled([
      conversations.restore.mutate({ ...op(), deletionId }),
      conversations.eraseNow.mutate({ ...op(), deletionId, typed: "DELETE" }),
    ]);
    expect([back.status, gone.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect((await open()).state).toBe(back.status === "fulfilled" ? "linked" : "deleted");
    await work(shop);
    expect((await open()).state).toBe(back.status === "fulfilled" ? "linked" : "unlinked");

    const other = await insertContact(shop.db, TEST_NOW);
    const second = await remove(shop, other.contactId);
    const erasing = await conversations.eraseNow.mutate({ ...op(), deletionId: second.id, typed: "DELETE" });
    expect(erasing.state).toBe("erasing");
    expect(await codeOf(conversations.restore.mutate({ ...op(), deletionId: second.id }))).toBe("ERASED");
    expect(
      await codeOf(conversations.eraseNow.mutate({ ...op(), deletionId: second.id, typed: "DELETE" })),
    ).toBe("ERASED");
    await work(shop);
    expect(await conversations.deletion.query({ deletionId: second.id })).toMatchObject({
      state: "erased",
      erasedByName: "The supervisor",
      receipt: { erasedAt: TEST_NOW, erasedBy: shop.memberId("supervisor") },
    });
    expect(await codeOf(conversations.restore.mutate({ ...op(), deletionId: second.id }))).toBe("ERASED");
  });
});

test("after a day it is erased by itself; one that was brought back is not", async () => {
  const shop = await createTestWorkspace();
  const first = await insertContact(shop.db, TEST_NOW);
  const second = await insertContact(shop.db, TEST_NOW);
  const { id } = await remove(shop, first.contactId);
  const kept = await remove(shop, second.contactId);
  await shop.client("supervisor").conversations.restore.mutate({ ...op(), deletionId: kept.id });
  shop.clock.now += 24 * HOUR - 1;
  await work(shop);
  expect(await rowsOf(shop, "select erased_at from deletion where id = ?", id)).toEqual([
    { erased_at: null },
  ]);
  shop.clock.now += 1;
  await work(shop);
  expect(await rowsOf(shop, "select id from contact")).toEqual([{ id: second.contactId }]);
  const receipt = (await shop.client("supervisor").conversations.deletion.query({ deletionId: id })).receipt;
  expect(receipt).toMatchObject({ erasedAt: shop.clock.now, erasedBy: null });
});

test("who writes again after being deleted is new; the old one is not resurrected and cannot come back beside it", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  const old = textEvent("1", "CANARY of old");
  await postLine(shop, connectionId, [old]);
  await work(shop);
  const [first] = await rowsOf(shop, "select id from contact");
  const contactId = String(first?.["id"]);
  const deletion = await remove(shop, contactId);
  const living = () => rowsOf(shop, "select id, external_id from contact where deleted_at is null");

  // Again under another name while it can be brought back, and after it is erased.
  await postLine(shop, connectionId, [{ ...old, webhookEventId: "again" }, textEvent("2", "hello again")]);
  await work(shop);
  const [now] = await living();
  expect(now).toMatchObject({ external_id: userId(1) });
  expect(now?.["id"]).not.toBe(contactId);
  const texts = () =>
    rowsOf(
      shop,
      "select m.text from message m join conversation v on v.id = m.conversation_id where v.contact_id = ? order by m.seq",
      String(now?.["id"]),
    );
  expect(await texts()).toEqual([{ text: "hello again" }]);
  const { conversations } = shop.client("supervisor");
  const restoring = conversations.restore.mutate({ ...op(), deletionId: deletion.id });
  expect(await codeOf(restoring)).toBe("CAME_BACK");

  await conversations.eraseNow.mutate({ ...op(), deletionId: deletion.id, typed: "DELETE" });
  await work(shop);
  await postLine(shop, connectionId, [{ ...old, webhookEventId: "and again" }]);
  await work(shop);
  expect(await texts()).toEqual([{ text: "hello again" }]);
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "hello again" }]);
  expect(await rowsOf(shop, "select payload from inbound_event where payload <> '{}'")).toEqual([]);
});

test("a message that comes while it is being deleted is in one of the two, never between", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  await postLine(shop, connectionId, [textEvent("1", "one")]);
  await work(shop);
  const [first] = await rowsOf(shop, "select id from contact");
  const contactId = String(first?.["id"]);
  await postLine(shop, connectionId, [textEvent("2", "two")]);
  await Promise.allSettled([remove(shop, contactId), work(shop)]);
  await work(shop);
  const rows = await rowsOf(
    shop,
    "select m.text, c.deleted_at is null as living from message m join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id order by m.seq",
  );
  expect(rows.map(({ text }) => text)).toEqual(["one", "two"]);
  expect(shop.reported).toEqual([]);
});
