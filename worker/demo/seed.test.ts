import type { InValue } from "@libsql/client";
import { expect, test, vi } from "vitest";
import { CHANNEL_KINDS } from "../../shared/channels.ts";
import { type Role, ROLES } from "../../shared/permissions.ts";
import { verifyPassword } from "../auth/password.ts";
import type { Database } from "../db/database.ts";
import { openCredentials } from "../domain/connections/credentials.ts";
import { newId } from "../domain/id.ts";
import { createTestWorkspace, TEST_NOW } from "../test/workspace.ts";
import { pointDemoAt } from "./point.ts";
import { seedDemo } from "./seed.ts";
import { LINE_DEMO } from "./shop.ts";

// A shop takes a second to make, several when other tests want the cores too.
vi.setConfig({ testTimeout: 60_000 });

const passwords = Object.fromEntries(ROLES.map((role) => [role, `password of ${role}`])) as Record<
  Role,
  string
>;

async function seeded(now = TEST_NOW) {
  const shop = await createTestWorkspace(now);
  await seedDemo(shop.db, { now, sealer: shop.sealer, passwords });
  return shop;
}

async function rows(db: Database, sql: string): Promise<Record<string, InValue>[]> {
  const [result] = await db.read([sql]);
  return (result?.rows ?? []).map((row) => ({ ...row }));
}

const { db, sealer } = await seeded();
/** The same shop at other hours, as visits and what follows them fall differently. */
const others = [3.1, 9.4, 17.7].map((hours) => Math.round(TEST_NOW + hours * 3_600_000));
const shops = [{ db, now: TEST_NOW }];
for (const now of others) shops.push({ db: (await seeded(now)).db, now });

test("is a shop of the promised size", async () => {
  const kinds = await rows(
    db,
    "select ch.kind, count(*) as n from contact c join channel ch on ch.id = c.channel_id group by ch.kind",
  );
  expect(kinds.map((row) => row["kind"]).sort()).toEqual([...CHANNEL_KINDS].sort());
  expect(kinds.reduce((sum, row) => sum + Number(row["n"]), 0)).toBeGreaterThanOrEqual(40);
  const several = await rows(db, "select customer_id from contact group by customer_id having count(*) > 1");
  expect(several.length).toBeGreaterThanOrEqual(3);
  const sizes = (await rows(db, "select message_count as n from conversation")).map(({ n }) => Number(n));
  expect(Math.min(...sizes)).toBeGreaterThanOrEqual(5);
  expect(Math.min(...sizes)).toBeLessThanOrEqual(10);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(300);
  expect(Math.max(...sizes)).toBeGreaterThanOrEqual(250);
});

test("has people tagged again and again within the last 90 days, and notes", async () => {
  const repeated = await rows(
    db,
    `select contact_id, tag_id from tagging where action = 'apply' and at > ${TEST_NOW - 90 * 864e5}
     group by contact_id, tag_id having count(*) >= 3`,
  );
  expect(repeated.length).toBeGreaterThanOrEqual(5);
  expect((await rows(db, "select id from note")).length).toBeGreaterThanOrEqual(30);
  const never = await rows(
    db,
    "select kind from (select 'tag.applied' as kind union select 'tag.repeated' union select 'tag.removed' union select 'note.created' union select 'profile.edited' union select 'contact.joined' union select 'message.unsent' union select 'contact.unfollowed') where kind not in (select kind from event)",
  );
  expect(never).toEqual([]);
});

test.each([
  ["foreign keys", "pragma foreign_key_check"],
  [
    "the number of applications",
    `select * from contact_tag ct where count <> (select count(*) from tagging t
      where t.contact_id = ct.contact_id and t.tag_id = ct.tag_id and action = 'apply')`,
  ],
  [
    "which tags are there",
    `select * from contact_tag ct where present <> (select action = 'apply' from tagging t
      where t.contact_id = ct.contact_id and t.tag_id = ct.tag_id order by at desc limit 1)`,
  ],
  [
    "when a tag was applied last",
    `select * from contact_tag ct where last_at <> (select max(at) from tagging t
      where t.contact_id = ct.contact_id and t.tag_id = ct.tag_id and action = 'apply')`,
  ],
  [
    "an event for each tagging",
    `select * from tagging t where not exists (select 1 from event e where e.contact_id = t.contact_id
      and e.at = t.at and e.kind like 'tag.%' and (e.kind = 'tag.removed') = (t.action = 'remove'))`,
  ],
  [
    "the number of messages",
    `select * from conversation c where message_count <>
      (select count(*) from message m where m.conversation_id = c.id)`,
  ],
  [
    "the last times",
    `select * from contact c join conversation v on v.contact_id = c.id where
      v.last_message_at <> (select max(at) from message m where m.conversation_id = v.id)
      or c.last_customer_at <> (select max(at) from message m
        where m.conversation_id = v.id and sender_kind = 'customer')
      or c.last_team_at is not (select max(at) from message m
        where m.conversation_id = v.id and sender_kind = 'agent')`,
  ],
  [
    "messages in order",
    `select * from message a join message b on b.conversation_id = a.conversation_id
      and b.seq > a.seq and b.at < a.at`,
  ],
  [
    "the newest value of each field",
    `select c.id from contact c, (select 'name' as field union select 'email' union select 'phone' union select 'member_no') f
      where (select value from contact_value v where v.contact_id = c.id and v.field = f.field
        order by at desc, id desc limit 1) is not
      (case f.field when 'name' then name when 'email' then email when 'phone' then phone else member_no end)`,
  ],
  [
    "joined contacts, each with its evidence",
    `select c.id from contact c where exists (select 1 from contact o
        where o.customer_id = c.customer_id and o.seq < c.seq)
      and not exists (select 1 from identity_record r where r.contact_id = c.id and r.customer_id = c.customer_id)`,
  ],
  [
    "a version for each change",
    "select id from contact c where version <> 1 + (select count(*) from event e where e.contact_id = c.id)",
  ],
  [
    "each member's newest order as the last checkout",
    `select c.id from contact c where c.member_no is not null and c.last_checkout_at is not
      (select max(placed_at) from shop_order o where o.member_no = c.member_no)
      union all select id from contact where member_no is null and last_checkout_at is not null`,
  ],
  [
    "totals of orders and carts",
    `select id from (select id, total, items from shop_order union all select id, total, items from cart) o
      where total <> (select sum((value ->> 'price') * (value ->> 'quantity')) from json_each(o.items))`,
  ],
  [
    "nothing from the future",
    `select 'message' from message where at > :now union all select kind from event where at > :now
      union all select 'note' from note where updated_at > :now
      union all select 'tagging' from tagging where at > :now`,
  ],
  [
    "nothing before a contact was there",
    `select e.kind from event e join contact c on c.id = e.contact_id where e.at < c.created_at
      union all select 'message' from message m join conversation v on v.id = m.conversation_id
        join contact c on c.id = v.contact_id where m.at < c.created_at`,
  ],
  [
    "nothing left of unsent messages",
    "select id from message where unsent_at is not null and text is not null",
  ],
  [
    "every name in the search",
    "select id from contact where name is not null and seq not in (select rowid from contact_name)",
  ],
])("is consistent: %s", async (_, sql) => {
  for (const { db, now } of shops) expect(await rows(db, sql.replaceAll(":now", `${now}`))).toEqual([]);
});

test("does not repeat one dialogue visibly", async () => {
  const texts = (
    await rows(db, "select text from message where sender_kind = 'customer' and length(text) > 10")
  ).map(({ text }) => String(text));
  expect(new Set(texts).size / texts.length).toBeGreaterThan(0.4);
});

test("every role signs in with its password, and the LINE connection has its secret", async () => {
  for (const role of ["admin", "sales_manager"] as const) {
    const [member] = await rows(
      db,
      `select password from member where role = '${role}' and email like '%@demo.example'`,
    );
    expect(await verifyPassword(passwords[role], String(member?.["password"]))).toBe(true);
  }
  const [connection] = await rows(db, "select id, sealed_credentials as sealed from connection");
  expect(await openCredentials(sealer, LINE_DEMO.connectionId, String(connection?.["sealed"]))).toEqual({
    channelSecret: LINE_DEMO.channelSecret,
    accessToken: LINE_DEMO.channelAccessToken,
  });
});

test("is the same for the same time", async () => {
  const again = await seeded();
  for (const table of [
    "contact",
    "message",
    "event",
    "tagging",
    "note",
    "identity_record",
    "contact_value",
  ]) {
    expect(await rows(again.db, `select * from ${table}`)).toEqual(await rows(db, `select * from ${table}`));
  }
});

test("shows marketing no phone and no email, and everybody else both", async () => {
  const shop = await seeded();
  const [someone] = await rows(shop.db, "select email from contact where email is not null limit 1");
  const text = String(someone?.["email"]);
  const found = async (role: Role) => (await shop.client(role).contacts.find.query({ text })).items[0]?.email;
  expect(await found("agent")).toBe(text);
  expect(await found("marketing")).toMatch(/^.•••@•••$/);
});

test("points at its inbox, wherever that is, and keeps what an admin allowed", async () => {
  const shop = await seeded();
  const { settings } = shop.client("admin");
  await pointDemoAt(shop.db, "http://localhost:8788", TEST_NOW);
  const first = await settings.get.query({});
  await settings.set.mutate({
    operationId: newId(TEST_NOW),
    name: "widgetOrigins",
    value: [...first.widgetOrigins.value, "https://chat.example"],
    seen: first.widgetOrigins.at,
  });
  for (let start = 0; start < 2; start++) await pointDemoAt(shop.db, "http://localhost:9001", TEST_NOW);
  expect((await settings.get.query({})).widgetOrigins.value).toEqual([
    "https://chat.example",
    "http://localhost:9001",
    "http://127.0.0.1:9001",
  ]);
  const [connection] = await rows(shop.db, "select settings from connection");
  expect(JSON.parse(String(connection?.["settings"]))).toEqual({
    accountId: LINE_DEMO.destination,
    apiBase: "http://localhost:9001/line",
  });
});
