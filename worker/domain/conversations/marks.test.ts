import { expect, test } from "vitest";
import { readThread } from "../../demo/inbox.ts";
import { parseCsv } from "../../../shared/csv.ts";
import { newId } from "../id.ts";
import { connectBoth, IG_ACCOUNT, metaEcho, metaEvent, postMeta } from "../../test/fakes/meta.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

async function threadOf(shop: TestWorkspace) {
  const [row] = await rowsOf(shop, "select id from conversation");
  const { items } = await readThread(shop.db, String(row?.["id"]), null);
  return items.map(({ text, reactions, edited, status }) => ({ text, reactions, edited, status }));
}

async function told(events: unknown[], object = "page") {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  await postMeta(shop, connectionId, events, { object });
  await work(shop);
  return shop;
}

const at = (seconds: number) => ({ at: TEST_NOW + seconds * 1000 });

test("what was received, read, reacted to and edited shows in the thread and in the file", async () => {
  const shop = await told([
    metaEvent({ message: { mid: "1", text: "hi" } }, at(0)),
    metaEcho({ mid: "2", text: "hello" }, at(1)),
    metaEcho({ mid: "3", text: "one more" }, at(2)),
    metaEcho({ mid: "4", text: "and one" }, at(3)),
    metaEvent({ delivery: { watermark: TEST_NOW + 2000 } }, at(4)),
    metaEvent({ read: { watermark: TEST_NOW + 1000 } }, at(5)),
    metaEvent({ reaction: { mid: "2", action: "react", emoji: "❤" } }, at(6)),
    { ...metaEcho({}, at(7)), message: undefined, reaction: { mid: "1", action: "react", emoji: "👍" } },
    metaEvent({ message_edit: { mid: "1", text: "hi there", num_edit: 1 } }, at(8)),
  ]);
  expect(await threadOf(shop)).toEqual([
    { text: "hi there", reactions: ["👍"], edited: true, status: null },
    { text: "hello", reactions: ["❤"], edited: false, status: "read" },
    { text: "one more", reactions: [], edited: false, status: "delivered" },
    { text: "and one", reactions: [], edited: false, status: null },
  ]);
  const [contact] = await rowsOf(shop, "select id, channel_id from contact");
  await shop.db.write([
    {
      sql: "insert into message_status (channel_id, provider_id, rank, failed_at, updated_at) values (?, '4', 9, 1, 1)",
      args: [String(contact?.["channel_id"])],
    },
  ]);
  const file = await shop.fetch(`/w/${shop.slug}/files/conversation.csv`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${shop.token("admin")}` },
    body: JSON.stringify({ language: "zh-TW", operationId: newId(TEST_NOW), contactId: contact?.["id"] }),
  });
  expect(parseCsv(await file.text()).map((row) => row[3])).toEqual([
    "內容",
    "hi there\n[已編輯]\n[回應] 👍",
    "hello\n[回應] ❤",
    "one more",
    "and one\n[未送達]",
  ]);
});

test("Instagram names the message that was read: all before it were, and it may be told before they come", async () => {
  const ig = (seconds: number) => ({ user: "9001", account: IG_ACCOUNT, ...at(seconds) });
  const shop = await told(
    [
      metaEvent({ read: { mid: "3" } }, ig(5)),
      metaEvent({ read: { mid: "2" } }, ig(4)),
      metaEcho({ mid: "2", text: "a" }, ig(1)),
      metaEcho({ mid: "3", text: "b" }, ig(2)),
      metaEcho({ mid: "4", text: "c" }, ig(3)),
    ],
    "instagram",
  );
  expect((await threadOf(shop)).map(({ text, status }) => [text, status])).toEqual([
    ["a", "read"],
    ["b", "read"],
    ["c", null],
  ]);
});

test("nothing of a blocked customer's reactions is kept, and nothing shows on what was taken back", async () => {
  const shop = await told([
    metaEvent({ message: { mid: "1", text: "hi" } }, at(0)),
    metaEcho({ mid: "2", text: "a" }, at(1)),
  ]);
  const [connection] = await rowsOf(shop, "select id from connection");
  const post = async (...events: unknown[]) => {
    await postMeta(shop, String(connection?.["id"]), events);
    await work(shop);
  };
  await post(metaEvent({ reaction: { mid: "2", action: "react", emoji: "😆" } }, at(2)));
  await shop.db.write(["update contact set blocked_at = 1"]);
  await post(metaEvent({ reaction: { mid: "2", action: "react", emoji: "😡" } }, at(3)));
  expect((await threadOf(shop))[1]).toMatchObject({ reactions: ["😆"] });
  await shop.db.write(["update message set unsent_at = 1, text = null where provider_id = '2'"]);
  expect((await threadOf(shop))[1]).toMatchObject({ reactions: [] });
});
