import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { insertMessages } from "../test/messages.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { changesSince, findConversation, listConversations, readThread } from "./inbox.ts";

test("a deleted conversation is in no list of the demo inbox, and its thread is empty", async () => {
  const shop = await createTestWorkspace();
  const { contactId, conversationId, channelId } = await insertContact(shop.db, TEST_NOW);
  await insertMessages(shop.db, { conversationId, channelId }, [{ text: "hello", at: TEST_NOW }]);
  await shop.db.write([
    { sql: "update conversation set last_message_at = ? where id = ?", args: [TEST_NOW, conversationId] },
  ]);
  expect((await listConversations(shop.db, null)).items).toHaveLength(1);
  const { conversations } = shop.client("admin");
  const { token } = await conversations.deletionPreview.query({ contactId });
  const operationId = newId(TEST_NOW);
  await conversations.delete.mutate({ operationId, contactId, seen: token, typed: "DELETE" });
  expect((await listConversations(shop.db, null)).items).toEqual([]);
  expect(await findConversation(shop.db, conversationId)).toBeNull();
  expect((await readThread(shop.db, conversationId, null)).items).toEqual([]);
  expect(JSON.stringify(await changesSince(shop.db, null, conversationId))).not.toContain("hello");
});
