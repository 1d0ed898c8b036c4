import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { tellShopMembers } from "../domain/shop-members/tell.ts";
import { type FakeSms, fakeSms } from "../test/fakes/sms.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";
import { rowsOf } from "../test/work.ts";
import { E164, open, member } from "../test/phone.ts";

let sms: FakeSms;
beforeAll(async () => {
  sms = await fakeSms();
});

test("two members with the same phone are no certainty", async () => {
  const shop = await createTestWorkspace();
  const { post, ask, contact } = await open(shop, sms);
  await member(shop);
  await member(shop, { memberNo: "M200" });
  const proof = await ask();
  await post({ proof, code: sms.code() });
  expect(await contact()).toMatchObject({ phone: E164, member_no: null });
});

describe("a member number somebody else has", () => {
  async function held(how: string, source: string) {
    const shop = await createTestWorkspace();
    const other = await insertContact(shop.db, TEST_NOW);
    const id = newId(TEST_NOW);
    await shop.db.write([
      { sql: "update contact set member_no = 'M100' where id = ?", args: [other.contactId] },
      {
        sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'member_no', 'M100', ?, 1)",
        args: [id, other.contactId, source],
      },
      {
        sql: "insert into binding (id, contact_id, kind, state, how, member_no, at) values (?, ?, 'social', 'bound', ?, 'M100', 1)",
        args: [id, other.contactId, how],
      },
    ]);
    await member(shop);
    const mine = await open(shop, sms);
    const proof = await mine.ask();
    await mine.post({ proof, code: sms.code() });
    const ref = {
      inbox: "chatwoot" as const,
      origin: "https://c.test",
      account: "1",
      conversation: "1",
      hints: {},
    };
    const agent = shop.client("agent");
    await agent.contacts.pin.mutate({ operationId: newId(TEST_NOW), ref, contactId: mine.contactId });
    const view = await agent.panel.open.query({ ref });
    await shop.db.write([
      `insert into setting (name, value, updated_at) values ('masking', '{"agent":["id"]}', 0)`,
    ]);
    const masked = JSON.stringify(await agent.panel.open.query({ ref }));
    return { contact: await mine.contact(), crm: view.state === "linked" ? view.crm : null, masked };
  }

  test.each([
    ["line_login", "binding"],
    ["pixel", "pixel"],
    ["sms", "binding"],
  ])(
    "by %s stays theirs: the number is only suggested, the phone is proven all the same",
    async (how, source) => {
      const { contact, crm, masked } = await held(how, source);
      expect(masked).not.toContain("M100");
      expect(contact).toMatchObject({ phone: E164, member_no: null, email: null });
      expect(crm).toEqual({ member: null, suggested: { memberNo: "M100" } });
    },
  );

  test.each([
    ["button", "binding"],
    ["bot", "binding"],
    ["import", "import"],
    ["agent", "agent"],
    ["api", "api"],
  ])("by %s, where nothing was compared, does not stand against a proven phone", async (how, source) => {
    const { contact, crm, masked } = await held(how, source);
    expect(masked).not.toContain("M100");
    expect(contact?.["member_no"]).toBe("M100");
    expect(crm).toMatchObject({
      suggested: null,
      member: { memberNo: "M100", tier: "金卡", storeCredit: 12_000, currency: "TWD", source: "api" },
    });
  });
});

test("a member the shop tells of later is found by the phone proven before", async () => {
  const shop = await createTestWorkspace();
  const { post, ask, contact } = await open(shop, sms);
  const proof = await ask();
  await post({ proof, code: sms.code() });
  const before = await contact();
  expect(before?.["member_no"]).toBeNull();
  await member(shop);
  const after = await contact();
  expect(after).toMatchObject({ member_no: "M100", email: "ming@shop.test" });
  expect(Number(after?.["version"])).toBeGreaterThan(Number(before?.["version"]));

  // Told again, older and newer; what is left out stays.
  await member(shop, { tier: "old", at: TEST_NOW - 1 });
  shop.clock.now += 10;
  await shop.db.write(
    tellShopMembers(shop.clock.now, [
      { memberNo: "M100", system: "cyberbiz", storeCredit: null, at: TEST_NOW + 5 },
    ]),
  );
  expect(await rowsOf(shop, "select tier, store_credit, currency, source, phone from shop_member")).toEqual([
    { tier: "金卡", store_credit: null, currency: "TWD", source: "cyberbiz", phone: E164 },
  ]);
  expect(Number((await contact())?.["version"])).toBeGreaterThan(Number(after?.["version"]));
});

test("a phone an agent edited since is proven no longer", async () => {
  const shop = await createTestWorkspace();
  const { post, ask, contact, contactId } = await open(shop, sms);
  const proof = await ask();
  await post({ proof, code: sms.code() });
  shop.clock.now += 10;
  await shop.client("agent").profile.edit.mutate({
    operationId: newId(TEST_NOW),
    contactId,
    field: "phone",
    value: "0987654321",
    seen: E164,
  });
  await member(shop, { phone: "+886987654321" });
  expect((await contact())?.["member_no"]).toBeNull();
});
