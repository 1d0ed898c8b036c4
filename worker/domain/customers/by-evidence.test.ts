import { expect, test } from "vitest";
import type { BindingChange } from "../bindings/record.ts";
import { recordBinding } from "../bindings/record.ts";
import { newId } from "../id.ts";
import { forEachEngine } from "../../test/engines.ts";
import { bsuid, connectWhatsapp, postWhatsapp, textChange, waId } from "../../test/fakes/whatsapp.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

const op = () => newId(TEST_NOW);
const GUARD =
  "insert or replace into guard (id, actor_kind, session_live, right_held) values (1, 'system', 1, 1)";
const PHONE = "+886912345678";

const bind = (shop: TestWorkspace, contactId: string, change: Partial<BindingChange> = {}) =>
  shop.db.write([
    GUARD,
    ...recordBinding(TEST_NOW, {
      contactId,
      kind: "social",
      state: "bound",
      how: "line_login",
      memberNo: "M1",
      at: TEST_NOW,
      by: "customer",
      ...change,
    }),
  ]);

const numbers = (shop: TestWorkspace) =>
  rowsOf(shop, "select member_no from contact order by seq").then((rows) =>
    rows.map((row) => row["member_no"]),
  );
const persons = (shop: TestWorkspace) =>
  rowsOf(shop, "select count(distinct customer_id) as n from contact").then((rows) => rows[0]?.["n"]);

const match = (shop: TestWorkspace, value: object) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('matching', ?, 0) on conflict do update set value = excluded.value",
      args: [JSON.stringify(value)],
    },
  ]);

async function people(shop: TestWorkspace, kinds: readonly string[]): Promise<[string, string, string]> {
  const made = [];
  for (const [i, kind] of kinds.entries())
    made.push((await insertContact(shop.db, TEST_NOW + i, { kind, name: "王小明" })).contactId);
  return made as [string, string, string];
}

const setPhone = (shop: TestWorkspace, ...ids: string[]) =>
  shop.db.write(ids.map((id) => ({ sql: "update contact set phone = ? where id = ?", args: [PHONE, id] })));

const proofOfPhone = (id: string) => ({
  sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'phone', ?, 'binding', ?)",
  args: [op(), id, PHONE, TEST_NOW],
});

forEachEngine("joining by evidence", (createWorkspace) => {
  test("who proves the same member number in two channels is one customer, the older one", async () => {
    const shop = await createWorkspace();
    const [line, web, friend] = await people(shop, ["line", "website", "messenger"]);
    await bind(shop, web, { how: "pixel" });
    await bind(shop, line);
    await bind(shop, friend, { memberNo: "M2" });
    const rows = await rowsOf(shop, "select id, customer_id from contact order by seq");
    expect(rows[0]?.["customer_id"]).toBe(rows[1]?.["customer_id"]);
    expect(await persons(shop)).toBe(2);
    const records = await rowsOf(
      shop,
      "select contact_id, with_contact_id, evidence, author_id from identity_record",
    );
    expect(records).toEqual([
      { contact_id: web, with_contact_id: line, evidence: '{"kind":"member_no"}', author_id: null },
    ]);
    await bind(shop, line, { at: TEST_NOW + 1 });
    expect(await rowsOf(shop, "select 1 from identity_record")).toHaveLength(1);
  });

  test("what is only said proves nothing: no join, and no number of somebody else's", async () => {
    const shop = await createWorkspace();
    const [line, other, third] = await people(shop, ["line", "messenger", "instagram"]);
    await bind(shop, line);
    for (const how of ["button", "bot", "api", "import", "agent"] as const)
      await bind(shop, other, { how, at: TEST_NOW - 1 });
    expect(await numbers(shop)).toEqual(["M1", null, null]);
    expect(await rowsOf(shop, "select how, member_no from binding where contact_id = ?", other)).toEqual([
      { how: "button", member_no: null },
    ]);
    expect(await persons(shop)).toBe(3);
    await bind(shop, third, { how: "button", memberNo: "M3" });
    await bind(shop, line, { how: "button", memberNo: "M9", at: TEST_NOW + 5 });
    expect(await numbers(shop)).toEqual(["M1", null, "M3"]);
  });

  test("a login takes nobody's number from whom a member told apart, nor where the person is another member", async () => {
    const shop = await createWorkspace();
    const [line, web, messenger] = await people(shop, ["line", "website", "messenger"]);
    await bind(shop, line);
    await bind(shop, messenger, { how: "pixel", memberNo: "M2" });
    await shop.db.write([
      {
        sql: "update contact set customer_id = (select customer_id from contact where id = ?) where id = ?",
        args: [messenger, web],
      },
    ]);
    // Somebody else's browser now: their own number is the one another channel of this person proved.
    await bind(shop, web, { how: "pixel" });
    expect(await numbers(shop)).toEqual(["M1", null, "M2"]);
    expect(await persons(shop)).toBe(2);
    await shop.db.write([
      { sql: "update contact set customer_id = ? where id = ?", args: [await customer(shop), web] },
    ]);
    await shop
      .client("admin")
      .customers.tellApart.mutate({ operationId: op(), contactId: line, otherId: web, apart: true });
    await bind(shop, web, { how: "pixel", at: TEST_NOW + 1 });
    expect(await numbers(shop)).toEqual(["M1", null, "M2"]);
    await shop
      .client("admin")
      .customers.tellApart.mutate({ operationId: op(), contactId: line, otherId: web, apart: false });
    await bind(shop, web, { how: "pixel", at: TEST_NOW + 2 });
    expect(await numbers(shop)).toEqual(["M1", "M1", "M2"]);
    expect(await persons(shop)).toBe(2);
  });

  test("somebody else's login on a browser makes no other member of the person it is of", async () => {
    const shop = await createWorkspace();
    const [line, web] = await people(shop, ["line", "website"]);
    await bind(shop, line);
    await bind(shop, web, { how: "pixel" });
    expect(await persons(shop)).toBe(1);
    await bind(shop, web, { how: "pixel", memberNo: "M9", at: TEST_NOW + 1 });
    await bind(shop, line, { kind: "phone", how: "sms", memberNo: "M9", at: TEST_NOW + 1 });
    expect(await numbers(shop)).toEqual(["M1", "M1"]);
    expect(await persons(shop)).toBe(1);
  });

  test("a phone joins only where the workspace says so and both own it; two members never", async () => {
    const shop = await createWorkspace();
    const [line, whatsapp, messenger] = await people(shop, ["line", "whatsapp", "messenger"]);
    await setPhone(shop, line, whatsapp, messenger);
    await shop.db.write([proofOfPhone(line)]);
    const prove = () => bind(shop, line, { kind: "phone", how: "sms", memberNo: undefined as never });
    await prove();
    expect(await persons(shop)).toBe(3);
    await match(shop, { phone: true });
    await bind(shop, line, { kind: "phone", state: "unbound", at: TEST_NOW });
    await prove();
    expect(await persons(shop)).toBe(2);
    expect(await rowsOf(shop, "select contact_id, with_contact_id, evidence from identity_record")).toEqual([
      { contact_id: whatsapp, with_contact_id: line, evidence: '{"kind":"phone"}' },
    ]);
    // Messenger's is somebody's word only.
    await bind(shop, messenger, { kind: "social", how: "pixel", memberNo: "M5" });
    expect(await persons(shop)).toBe(2);
    await shop.db.write([
      `insert into shop_member (member_no, source, phone, source_updated_at, updated_at) values ('M5', 'api', '${PHONE}', 0, 0)`,
    ]);
    await bind(shop, line, { memberNo: "M6", at: TEST_NOW + 1 });
    await bind(shop, messenger, { how: "pixel", memberNo: "M5", at: TEST_NOW + 1 });
    expect(await persons(shop)).toBe(2);
  });
});

test("who writes on WhatsApp with the phone somebody proved before is them, where the workspace says so", async () => {
  for (const phone of [false, true]) {
    const shop = await createTestWorkspace();
    await match(shop, { phone });
    const [line] = await people(shop, ["line"]);
    const number = `+${waId(1)}`;
    await shop.db.write([
      { sql: "update contact set phone = ? where id = ?", args: [number, line] },
      {
        sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'phone', ?, 'binding', ?)",
        args: [op(), line, number, TEST_NOW],
      },
    ]);
    const connectionId = await connectWhatsapp(shop);
    await postWhatsapp(shop, connectionId, textChange("wamid.1", "hi"), textChange("wamid.2", "again"));
    await work(shop);
    expect(await persons(shop)).toBe(phone ? 1 : 2);
    expect(shop.reported).toEqual([]);
  }
});

test("a number that is somebody else's by now joins them to nobody who had it", async () => {
  const shop = await createTestWorkspace();
  await match(shop, { phone: true });
  const [line] = await people(shop, ["line"]);
  const number = `+${waId(1)}`;
  await shop.db.write([
    { sql: "update contact set phone = ? where id = ?", args: [number, line] },
    {
      sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'phone', ?, 'binding', ?)",
      args: [op(), line, number, TEST_NOW],
    },
  ]);
  const connectionId = await connectWhatsapp(shop);
  await postWhatsapp(shop, connectionId, textChange("wamid.1", "hi"));
  await work(shop);
  expect(await persons(shop)).toBe(1);
  const later = TEST_NOW + 90 * 86_400_000;
  shop.clock.now = later;
  const next = { id: bsuid(2), number: waId(1) };
  await postWhatsapp(shop, connectionId, textChange("wamid.2", "new here", next, later));
  await work(shop);
  const rows = await rowsOf(shop, "select external_id, phone, customer_id from contact order by seq");
  expect(rows.map(({ phone }) => phone)).toEqual([number, null, number]);
  expect(await persons(shop)).toBe(2);
  expect(rows[0]?.["customer_id"]).toBe(rows[1]?.["customer_id"]);
});

const customer = async (shop: TestWorkspace): Promise<string> => {
  const id = newId(TEST_NOW);
  await shop.db.write([{ sql: "insert into customer (id, created_at) values (?, 0)", args: [id] }]);
  return id;
};
