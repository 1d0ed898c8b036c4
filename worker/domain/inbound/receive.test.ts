import { expect, test } from "vitest";
import type { Database } from "../../db/database.ts";
import { BOT, connectLine, postLine, textEvent, userId } from "../../test/fakes/line.ts";
import { rowsOf } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import type { Delivery, InboundItem } from "./item.ts";
import { PlanOutdated, receive } from "./receive.ts";

const person = { accountKey: BOT, externalId: userId(1) };

const said: InboundItem = {
  kind: "message",
  person,
  providerId: "1",
  sender: { kind: "customer", name: null },
  type: "text",
  text: "a",
  content: {},
  at: TEST_NOW,
};

async function connected() {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  const [event] = await rowsOf(shop, "select seq from inbound_event");
  const delivery = (...items: InboundItem[]): Delivery => ({
    connectionId,
    key: "k",
    method: "webhook",
    inbox: null,
    profileJob: null,
    receivedAt: TEST_NOW,
    accounts: [],
    items,
  });
  return { shop, delivery, seqs: [Number(event?.["seq"])] };
}

/** The database, with something else happening right before each write. */
const interrupted = (db: Database, statement: string): Database => ({
  read: (statements) => db.read(statements),
  async write(statements) {
    await db.write([statement]);
    return db.write(statements);
  },
  close() {},
});

test("an event that was processed meanwhile is not processed again", async () => {
  const { shop, delivery, seqs } = await connected();
  await receive(shop.db, TEST_NOW, [delivery(said)], seqs);
  const [before] = await rowsOf(shop, "select version from contact");
  await expect(receive(shop.db, TEST_NOW, [delivery(said)], seqs)).rejects.toThrow(PlanOutdated);
  expect(await rowsOf(shop, "select version from contact")).toEqual([before]);
});

test("a contact that changed or was made since the plan stops it, whole", async () => {
  const { shop, delivery, seqs } = await connected();
  const customer = `insert into customer (id, created_at) values ('c', 1)`;
  await shop.db.write([customer]);
  const made = interrupted(
    shop.db,
    `insert into contact (id, channel_id, external_id, customer_id, created_at, updated_at)
      select 'made', id, '${userId(1)}', 'c', 1, 1 from channel`,
  );
  await expect(receive(made, TEST_NOW, [delivery(said)], seqs)).rejects.toThrow(PlanOutdated);
  await shop.db.write(["delete from contact"]);
  expect(await rowsOf(shop, "select id from message")).toEqual([]);

  await receive(shop.db, TEST_NOW, [delivery(said)], []);
  const renamed = interrupted(shop.db, "update contact set name = 'by an agent', version = version + 1");
  const profile: InboundItem = { kind: "profile", of: person, at: TEST_NOW, profile: { name: "shell" } };
  await expect(receive(renamed, TEST_NOW, [delivery(profile)], seqs)).rejects.toThrow(PlanOutdated);
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "by an agent" }]);
  expect(await rowsOf(shop, "select processed_at from inbound_event")).toEqual([{ processed_at: null }]);
});

test("an id that became another contact's since the plan stops it: nobody is made twice", async () => {
  const { shop, delivery, seqs } = await connected();
  await receive(shop.db, TEST_NOW, [delivery(said)], []);
  const known = interrupted(
    shop.db,
    `insert into contact_alias (channel_id, external_id, contact_id, since)
      select channel_id, '${userId(2)}', id, 0 from contact where true on conflict do nothing`,
  );
  const second: InboundItem = { ...said, providerId: "2", person: { ...person, externalId: userId(2) } };
  await expect(receive(known, TEST_NOW, [delivery(second)], seqs)).rejects.toThrow(PlanOutdated);
  await receive(shop.db, TEST_NOW, [delivery(second)], seqs);
  expect(await rowsOf(shop, "select message_count as n from conversation")).toEqual([{ n: 2 }]);
});
