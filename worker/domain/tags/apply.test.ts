import { expect, test } from "vitest";
import { newId } from "../id.ts";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";

const operationId = () => newId(TEST_NOW);

test("a tag that is there asks before it counts, and counts once for the same operation", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { tags } = shop.client("agent");

  const first = await tags.applyTag.mutate({
    operationId: operationId(),
    contactId,
    name: "VIP",
    confirmed: false,
  });
  expect(first).toMatchObject({ name: "VIP", count: 1 });

  const asked = await failureOfCall(
    tags.applyTag.mutate({ operationId: operationId(), contactId, name: "ｖｉｐ", confirmed: false }),
  );
  expect(asked).toMatchObject({ code: "CONFIRM_REPEAT", facts: { tag: "ｖｉｐ" } });

  const again = { operationId: operationId(), contactId, name: "vip", confirmed: true };
  expect(await tags.applyTag.mutate(again)).toMatchObject({ name: "VIP", count: 2 });
  expect(await tags.applyTag.mutate(again)).toMatchObject({ name: "VIP", count: 2 });
  expect(await failureOfCall(tags.applyTag.mutate({ ...again, name: "other" }))).toMatchObject({
    code: "CONFLICT",
  });

  const [events] = await shop.db.read(["select kind, actor_name from event order by rowid"]);
  expect(events?.rows.map((row) => [row["kind"], row["actor_name"]])).toEqual([
    ["tag.applied", "The agent"],
    ["tag.repeated", "The agent"],
  ]);
});

test("twenty agents tagging at once: one applies, the others are asked", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { tags } = shop.client("agent");
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () =>
      tags.applyTag.mutate({ operationId: operationId(), contactId, name: "VIP", confirmed: false }),
    ),
  );
  expect(outcomes.filter((o) => o.status === "fulfilled")).toHaveLength(1);
});

test("nobody, an unknown contact and a text with NUL are refused with their codes", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const input = { operationId: operationId(), contactId, name: "VIP", confirmed: false };
  expect(await failureOfCall(shop.client(null).tags.applyTag.mutate(input))).toMatchObject({
    code: "UNAUTHENTICATED",
  });
  const { tags } = shop.client("agent");
  expect(await failureOfCall(tags.applyTag.mutate({ ...input, contactId: newId(1) }))).toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await failureOfCall(tags.applyTag.mutate({ ...input, name: "a\0b" }))).toMatchObject({
    code: "INVALID_INPUT",
    field: "name",
  });
});
