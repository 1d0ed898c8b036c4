import { expect, test } from "vitest";
import type { AttributeType, AttributeValue } from "../../../shared/schemas/attributes.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { forEachEngine } from "../../test/engines.ts";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { newId } from "../id.ts";

const operationId = () => newId(TEST_NOW);

async function shopWithAttribute(type: AttributeType = "text", create = createTestWorkspace) {
  const shop = await create();
  const { contactId, conversationId } = await insertContact(shop.db, TEST_NOW);
  const { attributes } = shop.client("agent");
  const admin = shop.client("admin").attributes;
  const define = (name: string, of: AttributeType = "text") =>
    admin.define.mutate({ name, type: of, operationId: operationId() });
  const { id: attributeId } = await define("會員等級", type);
  const edit = (value: unknown, seen: AttributeValue | null = null, of = type) =>
    // Also what no client of ours would send.
    attributes.edit.mutate({
      contactId,
      attributeId,
      type: of,
      value,
      seen,
      operationId: operationId(),
    } as never);
  const history = () => attributes.history.query({ contactId, attributeId });
  const revert = (valueId: string, seen: string | null) =>
    attributes.revert.mutate({ contactId, attributeId, valueId, seen, operationId: operationId() });
  const ref = {
    inbox: "demo" as const,
    origin: "https://inbox.shop.test",
    account: "shop",
    conversation: conversationId,
    hints: {},
  };
  await shop.db.write([
    {
      sql: "insert into inbox_link values ('demo', ?, 'shop', ?, ?, 'webhook', null, 0)",
      args: [ref.origin, conversationId, contactId],
    },
  ]);
  const panel = async () => (await shop.client("agent").panel.open.query({ ref })) as LinkedPanel;
  return { shop, contactId, attributeId, attributes, admin, define, edit, history, revert, panel, ref };
}

forEachEngine("attributes", (createWorkspace) => {
  const CASES: [AttributeType, AttributeValue][] = [
    ["text", ""],
    ["text", "<script>alert(1)</script>\u202e😀"],
    ["number", 0],
    ["number", -1.5e21],
    ["date", "2028-02-29"],
    ["datetime", 0],
    ["boolean", false],
  ];

  test.each(CASES)("a %s keeps %j, which is not unset", async (type, value) => {
    const { edit, panel } = await shopWithAttribute(type, createWorkspace);
    expect((await panel()).attributes).toMatchObject([{ value: null, source: null, at: null }]);
    expect(await edit(value)).toMatchObject({
      value,
      source: "agent",
      authorName: "The agent",
      at: TEST_NOW,
    });
    expect((await panel()).attributes).toMatchObject([{ name: "會員等級", type, value }]);
    await edit(null, value);
    expect((await panel()).attributes).toMatchObject([
      { value: null, source: "agent", authorName: "The agent" },
    ]);
  });

  test("a value goes back to what it was, as a new row of its history with its author", async () => {
    const { edit, history, revert, shop } = await shopWithAttribute("number", createWorkspace);
    await edit(1);
    await edit(2, 1);
    const before = await history();
    expect(before.map(({ value }) => value)).toEqual([2, 1]);
    const [newest, first] = before;
    expect(await revert(first?.id ?? "", newest?.id ?? "")).toMatchObject({ value: 1, source: "agent" });
    expect((await history()).map(({ value }) => value)).toEqual([1, 2, 1]);
    expect(await failureOfCall(revert(newest?.id ?? "", newest?.id ?? ""))).toMatchObject({ code: "STALE" });
    const [events] = await shop.db.read(["select kind, data from event order by at, id"]);
    expect(events?.rows.map((row) => Object.values(row))).toEqual([
      ["attribute.edited", '{"attribute":"會員等級"}'],
      ["attribute.edited", '{"attribute":"會員等級"}'],
      ["attribute.reverted", '{"attribute":"會員等級"}'],
    ]);
  });
});

const WRONG: [AttributeType, unknown, string][] = [
  ["text", "x".repeat(1001), "TOO_LONG"],
  ["text", "a\0", "INVALID_INPUT"],
  ["text", 5, "INVALID_INPUT"],
  ["number", "5", "INVALID_NUMBER"],
  ["date", "2026-02-30", "INVALID_DATE"],
  ["date", "20261120", "INVALID_DATE"],
  ["datetime", 1.5, "INVALID_DATE"],
  ["boolean", 0, "INVALID_INPUT"],
];

test.each(WRONG)("a %s cannot be %j", async (type, value, code) => {
  const { edit, history } = await shopWithAttribute(type);
  expect(await failureOfCall(edit(value))).toMatchObject({ code, field: "value" });
  expect(await history()).toEqual([]);
});

test("an attribute of another type, one that is put away and one of nobody are refused", async () => {
  const { edit, attributes, admin, attributeId, contactId } = await shopWithAttribute("text");
  expect(await failureOfCall(edit(5, null, "number"))).toMatchObject({ code: "NOT_FOUND" });
  await admin.archive.mutate({ attributeId, archived: true, operationId: operationId() });
  expect(await failureOfCall(edit("gold"))).toMatchObject({ code: "NOT_FOUND" });
  const foreign = { attributeId, contactId: newId(1), type: "text" as const, value: "x", seen: null };
  expect(
    await failureOfCall(attributes.edit.mutate({ ...foreign, operationId: operationId() })),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(
    await failureOfCall(attributes.edit.mutate({ ...foreign, contactId, operationId: operationId() })),
  ).toMatchObject({ code: "NOT_FOUND" });
});

test("of two who saw the same one is told it is stale; 0, false and unset are not the same seen", async () => {
  const { edit, history } = await shopWithAttribute("number");
  await edit(0);
  expect(await failureOfCall(edit(5))).toMatchObject({ code: "STALE", field: "value" });
  const outcomes = await Promise.allSettled([edit(1, 0), edit(2, 0)]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await history()).toHaveLength(2);
});

test("a value of another contact or attribute cannot be reverted to", async () => {
  const { shop, edit, history, attributes, attributeId, define, contactId } = await shopWithAttribute();
  await edit("gold");
  const [row] = await history();
  const valueId = row?.id ?? "";
  const { contactId: other } = await insertContact(shop.db, TEST_NOW);
  const { id: size } = await define("鞋碼");
  for (const wrong of [
    { contactId: other, attributeId },
    { contactId, attributeId: size },
  ]) {
    const call = attributes.revert.mutate({ ...wrong, valueId, seen: null, operationId: operationId() });
    expect(await failureOfCall(call)).toMatchObject({ code: "NOT_FOUND" });
  }
});

test("names are the team's own, once each, in the order the admin gives; what is put away keeps its values", async () => {
  const { define, admin, attributeId, edit, panel, ref, shop } = await shopWithAttribute();
  await edit("gold");
  const { id: size } = await define("ＳＩＺＥ");
  expect(await failureOfCall(define("size "))).toMatchObject({ code: "ALREADY_EXISTS", field: "name" });
  await admin.reorder.mutate({ attributeIds: [size, attributeId], operationId: operationId() });
  expect((await panel()).attributes.map(({ id }) => id)).toEqual([size, attributeId]);
  for (const attributeIds of [[size], [size, size], [size, attributeId, newId(1)]])
    expect(
      await failureOfCall(admin.reorder.mutate({ attributeIds, operationId: operationId() })),
    ).toMatchObject({ code: "STALE" });

  const open = await panel();
  const known = { contactId: open.contact.id, version: open.contact.version, context: open.context };
  expect(await shop.client("agent").panel.open.query({ ref, known })).toMatchObject({ state: "unchanged" });
  shop.clock.now += 1000;
  await admin.archive.mutate({ attributeId, archived: true, operationId: operationId() });
  // The definitions are no contact's own, and an open panel still learns of it.
  expect(await shop.client("agent").panel.open.query({ ref, known })).toMatchObject({ state: "linked" });
  await define("會員等級");
  const back = { attributeId, archived: false };
  expect(await failureOfCall(admin.archive.mutate({ ...back, operationId: operationId() }))).toMatchObject({
    code: "ALREADY_EXISTS",
  });
  await admin.rename.mutate({
    attributeId: size,
    name: "鞋碼",
    seen: "ＳＩＺＥ",
    operationId: operationId(),
  });
  const late = { attributeId: size, name: "尺寸", seen: "ＳＩＺＥ", operationId: operationId() };
  expect(await failureOfCall(admin.rename.mutate(late))).toMatchObject({ code: "STALE", field: "name" });
  expect((await admin.list.query({})).map(({ name, archivedAt }) => [name, archivedAt === null])).toEqual([
    ["鞋碼", true],
    ["會員等級", true],
    ["會員等級", false],
  ]);
});

test("a hundred may be in use, one put away makes room", async () => {
  const { shop, define, admin, attributeId, panel } = await shopWithAttribute();
  await shop.db.write(
    Array.from({ length: 99 }, (_none, i) => ({
      sql: "insert into attribute_definition (id, name, name_key, type, position, created_at, updated_at) values (?, ?, ?, 'text', ?, 0, 0)",
      args: [newId(1), `a${i}`, `a${i}`, i + 2],
    })),
  );
  expect((await panel()).attributes).toHaveLength(100);
  expect(await failureOfCall(define("one more"))).toMatchObject({
    code: "LIMIT_REACHED",
    facts: { max: 100 },
  });
  await admin.archive.mutate({ attributeId, archived: true, operationId: operationId() });
  expect(await define("one more")).toMatchObject({ name: "one more" });
});
