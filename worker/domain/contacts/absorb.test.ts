import { expect, test } from "vitest";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { newId } from "../id.ts";
import type { Target } from "../inbound/plan.ts";
import { absorbContact, OF_CONTACT, OF_CONVERSATION } from "./absorb.ts";

/** What names a contact without a foreign key and stays as it is: receipts and what other systems were told. */
const STAYS = ["deletion.contact_id", "webhook_event.contact_id", "deletion.conversation_id"];

test("every column that names a contact or a conversation is moved", async () => {
  const shop = await createTestWorkspace();
  const naming = async (id: string, table: string) =>
    (
      await rowsOf(
        shop,
        `select t.name || '.' || c.name as "column" from sqlite_master t join pragma_table_info(t.name) c
        where t.type = 'table' and (c.name = '${id}' or exists (
          select 1 from pragma_foreign_key_list(t.name) f where f."from" = c.name and f."table" = '${table}'))`,
      )
    )
      .map(({ column }) => String(column))
      .filter((column) => !STAYS.includes(column) && column !== "conversation.contact_id")
      .sort();
  expect(await naming("contact_id", "contact")).toEqual([...OF_CONTACT].sort());
  expect(await naming("conversation_id", "conversation")).toEqual([...OF_CONVERSATION].sort());
});

const targetOf = async (
  shop: TestWorkspace,
  externalId: string,
): Promise<Target & { write(sql: string, ...args: (string | number | null)[]): Promise<unknown> }> => {
  const { contactId, conversationId, channelId, customerId } = await insertContact(shop.db, TEST_NOW, {
    kind: "whatsapp",
    externalId,
    name: null,
  });
  await shop.db.write([
    {
      sql: "insert into event (id, contact_id, kind, actor_kind, at, dedupe_key) values (?, ?, 'contact.created', 'system', ?, ?)",
      args: [newId(TEST_NOW), contactId, TEST_NOW, `created/${contactId}`],
    },
  ]);
  return {
    contactId,
    conversationId,
    channelId,
    customerId,
    externalId,
    version: 1,
    write: (sql, ...args) => shop.db.write([{ sql, args: [contactId, ...args] }]),
  };
};

test("what a person gave stays above the channel's word, and whoever was switched off stays so", async () => {
  const shop = await createTestWorkspace();
  const stays = await targetOf(shop, "TW.1");
  const goes = await targetOf(shop, "886912345678");
  const value =
    "insert into contact_value (contact_id, id, field, value, source, at) values (?, ?, 'name', ?, ?, ?)";
  await stays.write(value, "1", "by the channel", "channel", 1);
  await goes.write(value, "2", "by an agent", "agent", 2);
  await stays.write(value, "3", "by the channel later", "channel", 3);
  const set = (column: string, at: number) => `update contact set ${column} = ${at} where id = ?`;
  await stays.write(set("subscribed_at", 5));
  await goes.write(set("unsubscribed_by_customer_at", 7));
  await goes.write(set("blocked_at", 9));
  await stays.write(set("last_customer_at", 3));
  await goes.write(set("last_customer_at", 4));

  const line = await insertContact(shop.db, TEST_NOW, { externalId: "Ufriend" });
  await shop.db.write([
    { sql: "update contact set customer_id = ? where id = ?", args: [goes.customerId, line.contactId] },
    {
      sql: "insert into tag (id, name, name_key, created_at) values ('vip', 'VIP', 'vip', 1), ('new', 'newcomer', 'newcomer', 1)",
    },
    ...[stays, goes].map(({ contactId }) => ({
      sql: "insert into contact_tag (contact_id, tag_id, present, count, last_at) values (?, 'vip', 1, 2, 1)",
      args: [contactId],
    })),
    {
      sql: "insert into contact_tag (contact_id, tag_id, present, count, last_at) values (?, 'new', 1, 1, 1)",
      args: [goes.contactId],
    },
    {
      sql: "insert into note (id, contact_id, author_id, text, created_at, updated_at) values ('n', ?, ?, 'remembered', 1, 1)",
      args: [goes.contactId, shop.memberId("agent")],
    },
  ]);
  await work(shop);
  await shop.db.write(absorbContact(TEST_NOW, goes, stays));
  expect(
    await rowsOf(
      shop,
      `select external_id as id, name, subscribed_at as s, unsubscribed_by_customer_at as u, blocked_at as b,
        last_customer_at as l, customer_id as customer,
        home_customer_id as home from contact order by id`,
    ),
  ).toEqual([
    { id: "TW.1", name: "by an agent", s: 5, u: 7, b: 9, l: 4, customer: stays.customerId, home: null },
    expect.objectContaining({ id: "Ufriend", customer: stays.customerId, home: goes.customerId }),
  ]);
  expect(await rowsOf(shop, "select tag_id as tag, count from contact_tag order by 1")).toEqual([
    { tag: "new", count: 1 },
    { tag: "vip", count: 4 },
  ]);
  expect(await rowsOf(shop, "select kind from event")).toEqual([{ kind: "contact.created" }]);
  await work(shop);
  for (const text of ["newcomer", "remembered"]) {
    const found = await shop.client("admin").contacts.find.query({ text });
    expect([text, found.items.map(({ contactId }) => contactId)]).toEqual([text, [stays.contactId]]);
  }
});
