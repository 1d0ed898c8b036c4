import { expect, test } from "vitest";
import { newId } from "../id.ts";
import {
  connectChatwoot,
  conversationEvent,
  type FakeContact,
  LINE_INBOX,
  messageEvent,
  ORIGIN,
  postChatwoot,
  WEB_INBOX,
} from "../../test/fakes/chatwoot.ts";
import { BOT, connectLine, userId } from "../../test/fakes/line.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

const visitor: FakeContact = { id: 1, name: "訪客", addresses: [{ inbox: WEB_INBOX, source_id: "v1" }] };
const friend: FakeContact = { id: 2, name: "好友", addresses: [{ inbox: LINE_INBOX, source_id: userId(1) }] };

async function incomplete(shop: TestWorkspace, conversation: number): Promise<boolean> {
  const ref = {
    inbox: "chatwoot" as const,
    origin: ORIGIN,
    account: "3",
    conversation: String(conversation),
    hints: {},
  };
  const view = await shop.client("agent").panel.open.query({ ref });
  if (view.state !== "linked") throw new Error(`the conversation is ${view.state}`);
  return view.historyIncomplete;
}

test("Chatwoot's history is incomplete until a backfill is through, unless we saw the conversation begin", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectChatwoot(shop);
  const old = { id: 5, contact: visitor, in: 0 };
  const other = { ...visitor, id: 3, addresses: [{ inbox: WEB_INBOX, source_id: "v2" }] };
  await postChatwoot(shop, connectionId, messageEvent(old, { id: 1, content: "a" }));
  await postChatwoot(
    shop,
    connectionId,
    conversationEvent("conversation_created", { id: 6, contact: other, in: 0 }),
  );
  await work(shop);
  expect(await incomplete(shop, 5)).toBe(true);
  expect(await incomplete(shop, 6)).toBe(false);
  await shop.db.write([
    {
      sql: "insert into job (id, kind, key, payload, state, run_at, created_at, updated_at) values (?, 'chatwoot.backfill', 'chatwoot.backfill/' || ?, '{}', 'done', 0, 0, 0)",
      args: [newId(TEST_NOW), connectionId],
    },
  ]);
  expect(await incomplete(shop, 5)).toBe(false);
});

test("LINE tells no agents' replies, unless Chatwoot delivers the account too", async () => {
  const shop = await createTestWorkspace();
  await connectLine(shop, { base: "http://127.0.0.1:9" });
  const [channel] = await rowsOf(shop, "select id from channel where account_id = ?", BOT);
  const connectionId = await connectChatwoot(shop);
  await shop.client("admin").connections.shareInbox.mutate({
    operationId: newId(TEST_NOW),
    connectionId,
    inboxId: String(LINE_INBOX.id),
    channelId: String(channel?.["id"]),
  });
  await postChatwoot(
    shop,
    connectionId,
    conversationEvent("conversation_created", { id: 7, contact: friend, in: 0 }),
  );
  await work(shop);
  expect(await incomplete(shop, 7)).toBe(false);
  await shop.client("admin").connections.remove.mutate({ operationId: newId(TEST_NOW), connectionId });
  expect(await incomplete(shop, 7)).toBe(true);
});
