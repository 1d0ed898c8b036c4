import { expect, test } from "vitest";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { forEachEngine } from "../../test/engines.ts";
import { newId } from "../id.ts";
import { takeInSearch } from "../search/take-in.ts";
import { indexContactName } from "./name-index.ts";

const operationId = () => newId(TEST_NOW);
const ref: ConversationRef = {
  inbox: "chatwoot",
  origin: "https://chat.shop.test",
  account: "1",
  conversation: "7",
  hints: {},
};

async function person(shop: TestWorkspace, name: string, fields: Record<string, string> = {}) {
  const { contactId } = await insertContact(shop.db, TEST_NOW, { name });
  await shop.db.write([
    ...indexContactName({ contactId, name }),
    ...Object.entries(fields).map(([column, value]) => ({
      sql: `update contact set ${column} = ? where id = ?`,
      args: [value, contactId],
    })),
  ]);
  while (await takeInSearch(shop.db, TEST_NOW));
  return contactId;
}

forEachEngine("finding and pinning", (createWorkspace) => {
  test("a whole value in any spelling finds, and any part of one", async () => {
    const shop = await createWorkspace();
    const ming = await person(shop, "王小明", {
      phone: "+886912345678",
      email: "Ming@Shop.test",
      member_no: "M-00012",
      external_id: "UQ7",
    });
    const amy = await person(shop, "Amy Chen 陳", { phone: "886 unparsed" });
    const find = async (text: string) =>
      (await shop.client("sales").contacts.find.query({ text })).items.map(({ contactId }) => contactId);
    for (const text of [
      "0912345678",
      "0912-345-678",
      "+886 912 345 678",
      "００２８８６９１２３４５６７８".replace("００２", "+"),
      "MING@shop.test",
      "M-00012",
      "UQ7",
      ming,
      "小明",
      "王",
      "912345",
      "0912-34",
      "(0912) 345",
      "ming@shop",
      "M-0001",
      "UQ",
    ]) {
      expect({ text, found: await find(text) }).toEqual({ text, found: [ming] });
    }
    for (const text of ["886 unparsed", "陳", "ａｍｙ", "chen a", "hen", "Amy Chen 陳"]) {
      expect({ text, found: await find(text) }).toEqual({ text, found: [amy] });
    }
    for (const text of ["912346", "ning@shop", "M-0002", "Q7", "王明", "en", '"', "*", "a OR b", "👻"]) {
      expect({ text, found: await find(text) }).toEqual({ text, found: [] });
    }
    await shop.db.write([{ sql: "update contact set deleted_at = 1", args: [] }]);
    for (const text of ["0912345678", "ming@shop.test", "UQ7", ming, "小明"]) {
      expect({ text, found: await find(text) }).toEqual({ text, found: [] });
    }
  });

  test("what the index alone takes for a part of the name is compared with the name", async () => {
    const shop = await createWorkspace();
    await person(shop, "王 小明");
    const find = async (text: string) => (await shop.client("agent").contacts.find.query({ text })).items;
    expect(await find("王 小")).toHaveLength(1);
    expect(await find("王␣小")).toEqual([]);
  });

  test("whole values stand before names, the newest first, twenty at most", async () => {
    const shop = await createWorkspace();
    const key = await person(shop, "somebody", { member_no: "陳" });
    const named: string[] = [];
    for (let i = 0; i < 25; i++) named.unshift(await person(shop, `陳 ${i}`));
    const { items: found } = await shop.client("agent").contacts.find.query({ text: "陳" });
    expect(found.map(({ contactId }) => contactId)).toEqual([key, ...named.slice(0, 19)]);
    expect(found[0]).toMatchObject({ reasons: ["found"], channel: { kind: "line" } });
  });

  test("a text of 10,000 characters or with NUL is refused", async () => {
    const { contacts } = (await createWorkspace()).client("agent");
    expect(await failureOfCall(contacts.find.query({ text: "x".repeat(10_000) }))).toMatchObject({
      code: "TOO_LONG",
    });
    expect(await failureOfCall(contacts.find.query({ text: "a\0b" }))).toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("a member pins, pins another instead, and unpins; both customers' logs know", async () => {
    const shop = await createWorkspace();
    const [first, second] = [await person(shop, "first"), await person(shop, "second")];
    const { contacts, panel } = shop.client("agent");
    const pin = { operationId: operationId(), ref, contactId: first };
    expect(await contacts.pin.mutate(pin)).toEqual({ contactId: first });
    expect(await contacts.pin.mutate(pin)).toEqual({ contactId: first });
    expect(await panel.open.query({ ref })).toMatchObject({
      contact: { id: first },
      link: { method: "pin", authorName: "The agent" },
      events: { items: [{ kind: "conversation.pinned" }] },
    });
    await contacts.pin.mutate({ operationId: operationId(), ref, contactId: second });
    expect(await panel.open.query({ ref })).toMatchObject({ contact: { id: second } });
    const unpin = { operationId: operationId(), ref };
    await contacts.unpin.mutate(unpin);
    expect(await contacts.unpin.mutate(unpin)).toEqual({});
    expect((await panel.open.query({ ref })).state).toBe("unlinked");
    const [events] = await shop.db.read(["select contact_id, kind from event order by rowid"]);
    expect(events?.rows.map((row) => [row["contact_id"], row["kind"]])).toEqual([
      [first, "conversation.pinned"],
      [first, "conversation.unpinned"],
      [second, "conversation.pinned"],
      [second, "conversation.unpinned"],
    ]);
  });

  test("what a webhook told, or the page's identity shows, is not for pinning", async () => {
    const shop = await createWorkspace();
    const [first, second] = [
      await person(shop, "first", { external_id: "U1" }),
      await person(shop, "second"),
    ];
    const { contacts, panel } = shop.client("agent");
    const known = { ...ref, conversation: "8", identity: { channelAccount: "Ubot", externalId: "U1" } };
    const pin = (to: ConversationRef, contactId: string) =>
      contacts.pin.mutate({ operationId: operationId(), ref: to, contactId });
    expect(await failureOfCall(pin(known, second))).toMatchObject({ code: "CONFLICT" });
    await shop.db.write([
      {
        sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', 'https://chat.shop.test', '1', '7', ?, 'webhook', 0)",
        args: [first],
      },
    ]);
    expect(await failureOfCall(pin(ref, second))).toMatchObject({ code: "CONFLICT" });
    expect(await failureOfCall(contacts.unpin.mutate({ operationId: operationId(), ref }))).toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await panel.open.query({ ref })).toMatchObject({ contact: { id: first } });
    expect(await failureOfCall(pin({ ...ref, conversation: "9" }, newId(3)))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
