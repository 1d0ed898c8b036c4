import { expect, test } from "vitest";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { newId } from "../id.ts";

async function removedTag() {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const { tags } = shop.client("agent");
  const next = () => ({ operationId: newId(TEST_NOW), contactId });
  const { id: tagId } = await tags.applyTag.mutate({ ...next(), name: "VIP", confirmed: false });
  await tags.remove.mutate({ ...next(), tagId });
  return { shop, contactId, tags, tagId, next };
}

test("undoing a removal brings the tag back and counts no application", async () => {
  const { shop, contactId, tags, tagId, next } = await removedTag();
  const restore = { ...next(), tagId };
  expect(await tags.restore.mutate(restore)).toMatchObject({ id: tagId, name: "VIP", count: 1 });
  expect(await tags.restore.mutate(restore)).toMatchObject({ count: 1 });
  const counts = await tags.frequency.query({ contactId, from: TEST_NOW, to: TEST_NOW + 1 });
  expect(counts).toMatchObject([{ name: "VIP", count: 1, present: true }]);
  const [events, contact] = await shop.db.read([
    "select kind from event order by rowid",
    "select version from contact",
  ]);
  expect(events?.rows.map((row) => row["kind"])).toEqual(["tag.applied", "tag.removed", "tag.restored"]);
  expect(contact?.rows[0]?.["version"]).toBe(4);
});

test("a tag applied again meanwhile stays as it is; nobody restores what another took off", async () => {
  const { shop, tags, tagId, next } = await removedTag();
  const failure = await failureOfCall(shop.client("sales").tags.restore.mutate({ ...next(), tagId }));
  expect(failure.code).toBe("NOT_FOUND");
  await tags.applyTag.mutate({ ...next(), name: "VIP", confirmed: false });
  expect(await tags.restore.mutate({ ...next(), tagId })).toMatchObject({ count: 2 });
});
