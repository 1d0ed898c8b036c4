import { expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import { connectMeta, metaEvent, PAGE, postMeta, psid } from "../../test/fakes/meta.ts";
import { rowsOf, work } from "../../test/work.ts";
import { newId } from "../id.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import type { Delivery } from "./item.ts";
import { PlanOutdated, receive } from "./receive.ts";

const person = { accountKey: PAGE, externalId: psid(1) };

test("however much waited for an account, it is worked off in steps once somebody adds it", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectMeta(shop);
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_1", text: "a" } })]);
  await work(shop);
  await shop.db.write([
    `insert into inbound_event (connection_id, dedupe_key, payload, received_at, processed_at, error, account_key, account_kind)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 1600)
      select connection_id, dedupe_key || '-' || i, replace(payload, '"m_1"', '"m_' || i || '-"'), received_at, processed_at,
        error, account_key, account_kind from inbound_event, n`,
  ]);
  const waiting = "select count(*) as n from inbound_event where error = 'unknown_account'";
  expect(await rowsOf(shop, waiting)).toEqual([{ n: 1601 }]);
  let most = 0;
  const { write } = shop.db;
  shop.db.write = async (statements) => {
    const results = await write(statements);
    most = Math.max(most, ...results.map(({ rowsAffected }) => rowsAffected));
    return results;
  };
  await shop.client("admin").connections.addAccount.mutate({
    operationId: newId(TEST_NOW),
    connectionId,
    kind: "messenger",
    accountId: PAGE,
    name: "Page",
  });
  expect(await rowsOf(shop, waiting), "not in the batch of the call").toEqual([{ n: 1601 }]);
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from message")).toEqual([{ n: 1601 }]);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event where account_key is not null")).toEqual(
    [{ n: 0 }],
  );
  expect(most).toBeLessThan(1000);
});

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
