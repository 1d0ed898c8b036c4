import { expect, test } from "vitest";
import { apiClient } from "../../test/api.ts";
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

/** Two contacts of WhatsApp, each with a friend in LINE that is the same customer, tied by a join. */
async function withFriends() {
  const shop = await createTestWorkspace();
  const stays = await targetOf(shop, "TW.1");
  const goes = await targetOf(shop, "886912345678");
  const friendOf = async (one: Target, externalId: string) => {
    const { contactId, customerId } = await insertContact(shop.db, TEST_NOW, { externalId });
    const joinId = newId(TEST_NOW);
    await shop.db.write([
      {
        sql: `insert into identity_record (id, action, contact_id, customer_id, previous_customer_id, evidence, at, with_contact_id, place)
          select ?, 'join', ?, ?, ?, '{"kind":"hand"}', 1, ?, coalesce(max(place), 0) + 1 from identity_record`,
        args: [joinId, contactId, one.customerId, customerId, one.contactId],
      },
      {
        sql: "update contact set customer_id = ?, home_customer_id = ? where id = ?",
        args: [one.customerId, customerId, contactId],
      },
    ]);
    return { contactId, joinId };
  };
  const [ofStays, ofGoes] = [await friendOf(stays, "Ustays"), await friendOf(goes, "Ugoes")];
  const friends = { ofStays: ofStays.contactId, ofGoes: ofGoes.contactId };
  const joins = { ofStays: ofStays.joinId, ofGoes: ofGoes.joinId };
  const customerOf = async (contactId: string) =>
    (await rowsOf(shop, "select customer_id as id from contact where id = ?", contactId))[0]?.["id"];
  /** They proved it by a code. */
  const prove = (contactId: string, memberNo: string, at = 5) =>
    shop.db.write([
      { sql: "update contact set member_no = ? where id = ?", args: [memberNo, contactId] },
      {
        sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'member_no', ?, 'shop', ?)",
        args: [newId(at), contactId, memberNo, at],
      },
    ]);
  const absorb = () => shop.db.write(absorbContact(TEST_NOW, goes, stays));
  return { shop, stays, goes, friends, joins, customerOf, prove, absorb };
}

test("who was one with the one is one with the other, by their joins", async () => {
  const { shop, stays, friends, joins, customerOf, absorb } = await withFriends();
  await absorb();
  for (const id of Object.values(friends)) expect(await customerOf(id)).toBe(stays.customerId);
  const { customers } = shop.client("admin");
  const ties = await customers.ties.query({ contactId: friends.ofGoes });
  expect(ties.joins.map(({ recordId }) => recordId)).toEqual([joins.ofGoes]);
  const undone = { operationId: newId(TEST_NOW), recordId: joins.ofGoes, reason: "no" };
  await customers.unmerge.mutate(undone);
  expect(await customerOf(friends.ofGoes)).not.toBe(stays.customerId);
  expect(await customerOf(friends.ofStays)).toBe(stays.customerId);
});

test("whom somebody told apart stays a customer of their own", async () => {
  const { shop, stays, goes, friends, joins, customerOf, absorb } = await withFriends();
  const { customers } = shop.client("admin");
  const pair = { contactId: stays.contactId, otherId: goes.contactId };
  await customers.tellApart.mutate({ operationId: newId(TEST_NOW), ...pair, apart: true });
  const [before] = await rowsOf(shop, "select version from contact where id = ?", friends.ofGoes);
  await absorb();
  expect(await customerOf(friends.ofStays)).toBe(stays.customerId);
  expect(await customerOf(friends.ofGoes)).toBe(goes.customerId);
  const [after] = await rowsOf(shop, "select version from contact where id = ?", friends.ofGoes);
  expect(Number(after?.["version"])).toBeGreaterThan(Number(before?.["version"]));
  // Nothing ties the two any longer, and the word holds for who is left.
  const ties = await customers.ties.query({ contactId: stays.contactId });
  expect(ties.joins.map(({ recordId }) => recordId)).toEqual([joins.ofStays]);
  const apart = await rowsOf(
    shop,
    "select contact_id as one, other_id as other from told_apart where contact_id < other_id",
  );
  expect(apart.map(({ one, other }) => [one, other])).toEqual(
    [stays.contactId, friends.ofStays].map((one) => [one, friends.ofGoes].sort()).sort(),
  );
  expect(await rowsOf(shop, "pragma foreign_key_check")).toEqual([]);
});

test("two members of the shop are not made one, and who stays is no other member than they proved", async () => {
  const { shop, stays, goes, friends, customerOf, prove, absorb } = await withFriends();
  await prove(friends.ofStays, "M1");
  await prove(goes.contactId, "M2", 9);
  await prove(friends.ofGoes, "M2");
  await absorb();
  expect(await customerOf(friends.ofGoes)).toBe(goes.customerId);
  const numbers = "select member_no as m from contact where customer_id = ? and member_no is not null";
  expect(await rowsOf(shop, numbers, stays.customerId)).toEqual([{ m: "M1" }]);
  expect(await rowsOf(shop, numbers, goes.customerId)).toEqual([{ m: "M2" }]);
});

test("a member number goes along where nobody proved another", async () => {
  const { shop, stays, goes, customerOf, friends, prove, absorb } = await withFriends();
  await prove(goes.contactId, "M2");
  await absorb();
  expect(await customerOf(friends.ofGoes)).toBe(stays.customerId);
  expect(await rowsOf(shop, "select member_no as m from contact where id = ?", stays.contactId)).toEqual([
    { m: "M2" },
  ]);
});

test("other systems are told that the one is gone, and where to, also in a chain", async () => {
  const shop = await createTestWorkspace();
  const [a, b, c] = [await targetOf(shop, "1"), await targetOf(shop, "2"), await targetOf(shop, "TW.3")];
  await shop.client("admin").webhooks.create.mutate({
    operationId: newId(TEST_NOW),
    name: "ERP",
    url: "https://erp.example.test/",
    types: ["contact.deleted"],
  });
  const { call } = await apiClient(shop);
  const read = async (cursor = "") => {
    const { body } = await call("GET", `/contacts${cursor === "" ? "" : `?cursor=${cursor}`}`);
    const items = body["data"] as { id: string; former_ids: string[] }[];
    return {
      cursor: String(body["next_cursor"]),
      items: items.map(({ id, former_ids }) => [id, former_ids]),
    };
  };
  const first = await read();
  expect(first.items).toEqual([a, b, c].map(({ contactId }) => [contactId, []]));
  await shop.db.write(absorbContact(TEST_NOW, a, b));
  const second = await read(first.cursor);
  expect(second.items).toEqual([[b.contactId, [a.contactId]]]);
  await shop.db.write(absorbContact(TEST_NOW + 1, b, c));
  const third = await read(second.cursor);
  expect(third.items.map(([id, ids]) => [id, [...(ids ?? [])].sort()])).toEqual([
    [c.contactId, [a.contactId, b.contactId].sort()],
  ]);
  expect((await call("GET", `/contacts/${a.contactId}`)).status).toBe(404);
  const told = await rowsOf(shop, "select type, data from webhook_event order by seq");
  expect(told.map(({ type, data }) => [type, JSON.parse(String(data))])).toEqual([
    ["contact.deleted", { contact_id: a.contactId, customer_id: a.customerId, into_contact_id: b.contactId }],
    ["contact.deleted", { contact_id: b.contactId, customer_id: b.customerId, into_contact_id: c.contactId }],
  ]);
});
