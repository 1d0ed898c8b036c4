import { expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import { connectMeta, metaEvent, PAGE, postMeta, psid } from "../../test/fakes/meta.ts";
import { rowsOf } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import type { Delivery } from "./item.ts";
import { PlanOutdated, receive } from "./receive.ts";

const person = { accountKey: PAGE, externalId: psid(1) };

test("an account that is added while its event is being put aside: the event is planned again, not lost", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectMeta(shop);
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_1", text: "a" } })]);
  const [stored] = await rowsOf(shop, "select seq, dedupe_key as key, payload from inbound_event");
  const delivery: Delivery = {
    connectionId,
    key: String(stored?.["key"]),
    method: "webhook",
    inbox: null,
    profileJob: null,
    receivedAt: TEST_NOW,
    accounts: [],
    waitsFor: { accountKey: PAGE, kind: "messenger" },
    items: [{ kind: "unknown", person, at: TEST_NOW, type: "x" }],
  };
  const added: Database = {
    read: (statements) => shop.db.read(statements),
    async write(statements) {
      await shop.db.write([
        `insert into channel (id, kind, account_id, name, created_at, updated_at) values ('c', 'messenger', '${PAGE}', 'Page', 1, 1)`,
        `insert into channel_route (connection_id, account_key, channel_id) values ('${connectionId}', '${PAGE}', 'c')`,
      ]);
      return shop.db.write(statements);
    },
    close() {},
  };
  const seqs = [Number(stored?.["seq"])];
  await expect(receive(added, TEST_NOW, [delivery], seqs)).rejects.toThrow(PlanOutdated);
  const kept = "select processed_at, account_key, payload from inbound_event";
  expect(await rowsOf(shop, kept)).toEqual([
    { processed_at: null, account_key: null, payload: stored?.["payload"] },
  ]);
  await receive(shop.db, TEST_NOW, [delivery], seqs);
  expect(await rowsOf(shop, kept)).toEqual([{ processed_at: TEST_NOW, account_key: null, payload: "{}" }]);
});
