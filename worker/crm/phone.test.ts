import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { provePhone } from "../domain/crm/prove-phone.ts";
import { makePhoneCode } from "../domain/crm/send-code.ts";
import { newId } from "../domain/id.ts";
import { type ShopMemberTold, tellShopMembers } from "../domain/shop-members/tell.ts";
import { type Edge, startEdge } from "../test/edge-workspace.ts";
import { type FakeSms, fakeSms, SMS_TOKEN } from "../test/fakes/sms.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../test/workspace.ts";
import { rowsOf, work } from "../test/work.ts";

const MOBILE = "0912345678";
const E164 = "+886912345678";

const turn = (shop: TestWorkspace, on: boolean) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('modules', ?, 0) on conflict do update set value = excluded.value",
      args: [JSON.stringify({ crm: on })],
    },
  ]);

/** A LINE contact, and the page behind a link an agent made for them. */
async function open(shop: TestWorkspace, sms: FakeSms | null) {
  if (sms) shop.sms.now = sms.gateway;
  await turn(shop, true);
  const { contactId, customerId } = await insertContact(shop.db, TEST_NOW);
  const makeLink = async () => {
    const { url } = await shop
      .client("agent")
      .crm.phoneLink.mutate({ operationId: newId(shop.clock.now), contactId });
    return new URL(url).pathname + new URL(url).search;
  };
  const link = await makeLink();
  const get = (path = link) => shop.fetch(path);
  const post = (fields: Record<string, string>, { path = link, address = "10.0.0.1" } = {}) =>
    shop.fetch(path, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-Test-Address": address },
    });
  /** Asks for a code and answers with the proof's id, as the page holds it. */
  const ask = async (phone = MOBILE, more = {}) => {
    const text = await (await post({ phone }, more)).text();
    return /name="proof" value="([^"]+)"/.exec(text)?.[1] ?? "";
  };
  const contact = async () => (await rowsOf(shop, "select * from contact where id = ?", contactId))[0];
  return { contactId, customerId, link, makeLink, get, post, ask, contact };
}

const member = async (shop: TestWorkspace, fields: Partial<ShopMemberTold> = {}) => {
  const told: ShopMemberTold = {
    memberNo: "M100",
    system: "api",
    name: "王大明",
    email: "ming@shop.test",
    phone: E164,
    tier: "金卡",
    storeCredit: 12_000,
    currency: "TWD",
    at: TEST_NOW,
    ...fields,
  };
  await shop.db.write(tellShopMembers(shop.clock.now, [told]));
  await work(shop);
};

let sms: FakeSms;
beforeAll(async () => {
  sms = await fakeSms();
});

describe.each(["embedded", "edge"] as const)("on the %s engine", (engine) => {
  let edge: Edge | undefined;
  beforeAll(async () => {
    if (engine === "edge")
      edge = await startEdge(undefined, { ALONGSIDE_SMS_URL: sms.url, ALONGSIDE_SMS_TOKEN: SMS_TOKEN });
  }, 60_000);
  afterAll(() => edge?.stop());

  test("a customer proves a phone, and is the shop's member who has it; code and link work once", async () => {
    const shop = await (edge ? edge.createWorkspace() : createTestWorkspace());
    const { get, post, ask, contact, contactId } = await open(shop, engine === "embedded" ? sms : null);
    await member(shop);
    const page = await get();
    expect(page.status).toBe(200);
    expect(page.headers.get("Cache-Control")).toBe("no-store");
    expect(page.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(page.headers.get("Content-Security-Policy")).toContain("default-src 'none'");
    expect(await page.text()).not.toContain("<script");

    const proof = await ask();
    expect(sms.sent.at(-1)).toMatchObject({ id: proof, to: E164 });
    const stored = await rowsOf(shop, "select code_hash from phone_proof");
    expect(JSON.stringify(stored)).not.toContain(sms.code());
    const outcomes = await Promise.all([
      post({ proof, code: sms.code() }),
      post({ proof, code: sms.code() }),
    ]);
    const texts = await Promise.all(outcomes.map((one) => one.text()));
    expect(texts.filter((text) => text.includes("Your number is confirmed"))).toHaveLength(1);

    expect(await contact()).toMatchObject({ phone: E164, member_no: "M100", email: "ming@shop.test" });
    expect(
      await rowsOf(shop, "select kind, state, how, member_no from binding where contact_id = ?", contactId),
    ).toEqual([{ kind: "phone", state: "bound", how: "sms", member_no: "M100" }]);
    expect(
      await rowsOf(
        shop,
        "select field, value, source from contact_value where contact_id = ? order by field",
        contactId,
      ),
    ).toEqual([
      { field: "email", value: "ming@shop.test", source: "shop" },
      { field: "member_no", value: "M100", source: "binding" },
      { field: "phone", value: E164, source: "binding" },
    ]);
    expect(await rowsOf(shop, "select kind, actor_kind from event where contact_id = ?", contactId)).toEqual([
      { kind: "binding.bound", actor_kind: "customer" },
    ]);
    expect(await (await get()).text()).toContain("Already done");
    expect(await (await post({ phone: MOBILE })).text()).toContain("Already done");
    expect(shop.reported).toEqual([]);
  });
});

test("a wrong code may be tried five times, in parallel too; the right one comes too late then", async () => {
  const shop = await createTestWorkspace();
  const { post, ask, contact } = await open(shop, sms);
  const proof = await ask();
  const wrong = sms.code() === "000000" ? "000001" : "000000";
  const tries = await Promise.all(Array.from({ length: 5 }, () => post({ proof, code: wrong })));
  for (const one of tries) expect(await one.text()).toContain("This is not the code");
  expect(await (await post({ proof, code: sms.code() })).text()).toContain("no longer works");
  expect((await contact())?.["phone"]).toBeNull();
});

test("of two who give the right code at once, each before the other is through, one proves the phone", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await open(shop, null);
  const call = {
    db: shop.db,
    actor: { kind: "system", name: "webhook" } as const,
    now: TEST_NOW,
    operationId: undefined,
    requestId: "r",
    sealer: shop.sealer,
  };
  const token = "t";
  const { proofId, code } = await makePhoneCode(call, { contactId, phone: E164, token, network: "10.0.0.1" });
  const prove = () => provePhone(call, { contactId, proofId, token, code });
  const outcomes = await Promise.allSettled([prove(), prove(), prove()]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(
    await rowsOf(shop, "select value from contact_value where contact_id = ? and field = 'phone'", contactId),
  ).toEqual([{ value: E164 }]);
});

test("a code ends after five minutes, and when a newer one was sent", async () => {
  const shop = await createTestWorkspace();
  const { post, ask, contact } = await open(shop, sms);
  const first = await ask();
  const code = sms.code();
  shop.clock.now += 300_000;
  expect(await (await post({ proof: first, code })).text()).toContain("no longer works");
  const second = await ask();
  const older = sms.code();
  const third = await ask();
  expect(await (await post({ proof: second, code: older })).text()).toContain("no longer works");
  expect(await (await post({ proof: third, code: sms.code() })).text()).toContain("confirmed");
  expect((await contact())?.["phone"]).toBe(E164);
});

test("a code works with the link it was asked through, for nobody else", async () => {
  const shop = await createTestWorkspace();
  const mine = await open(shop, sms);
  const theirs = await open(shop, sms);
  const proof = await mine.ask();
  const code = sms.code();
  expect(await (await theirs.post({ proof, code })).text()).toContain("no longer works");
  const again = await mine.makeLink();
  expect(await (await mine.post({ proof, code }, { path: again })).text()).toContain("This is not the code");
  expect((await theirs.contact())?.["phone"]).toBeNull();
});

test("a number is sent four codes an hour, an address twenty, whoever asks; then the page says when", async () => {
  const shop = await createTestWorkspace();
  const { post, ask } = await open(shop, sms);
  const before = sms.sent.length;
  for (let i = 0; i < 4; i++) expect(await ask(MOBILE, { address: `10.0.0.${i}` })).not.toBe("");
  const refused = await post({ phone: MOBILE });
  expect(refused.status).toBe(429);
  expect(await refused.text()).toContain("60 minutes");
  const other = await open(shop, sms);
  expect((await other.post({ phone: MOBILE }, { address: "10.9.9.9" })).status).toBe(429);
  expect(sms.sent).toHaveLength(before + 4);
  for (let i = 0; i < 20; i++) {
    const one = i % 5 === 0 ? await open(shop, sms) : other;
    const { status } = await one.post({ phone: `09120000${10 + i}` }, { address: "10.5.5.5" });
    expect([200, 429]).toContain(status);
  }
  const many = await Promise.all(
    Array.from({ length: 22 }, async (_, i) => {
      const one = await open(shop, sms);
      return (await one.post({ phone: `09330000${10 + i}` }, { address: "10.6.6.6" })).status;
    }),
  );
  expect(many.filter((status) => status === 200)).toHaveLength(20);
  shop.clock.now += 3_600_000;
  expect(await (await open(shop, sms)).ask(MOBILE)).not.toBe("");
  const limits = await rowsOf(shop, "select key from code_limit");
  expect(JSON.stringify(limits)).not.toContain("912345678");
});

test("what the page says tells nothing of who has the number", async () => {
  const shop = await createTestWorkspace();
  await member(shop);
  const known = await open(shop, sms);
  const unknown = await open(shop, sms);
  const strip = (text: string) =>
    text.replaceAll(/nonce[-=]"?[\w-]+|value="[^"]*"|token=[\w.-]+|\+?[\d ]{8,}/g, "");
  expect(strip(await (await known.post({ phone: MOBILE })).text())).toBe(
    strip(await (await unknown.post({ phone: "0987654321" })).text()),
  );
});

test.each([
  ["nothing", ""],
  ["a short number", "12"],
  ["text", "not a number"],
  ["a script", "<script>alert(1)</script>"],
  ["NUL", "\0"],
  ["an extension", "0912345678 ext. 5"],
  ["right to left", "\u202E8765432190\u202C"],
  ["10,000 digits", "9".repeat(10_000)],
])("%s is no phone: nothing is sent, what was typed is shown as text", async (_name, phone) => {
  const shop = await createTestWorkspace();
  const { post } = await open(shop, sms);
  const before = sms.sent.length;
  const answer = await post({ phone });
  expect(answer.status).toBe(phone.length > 4096 ? 413 : 400);
  expect(await answer.text()).not.toContain("<script>alert");
  expect(sms.sent).toHaveLength(before);
});

test("an expired, made-up, card or other workspace's link opens nothing; nor does one of somebody gone", async () => {
  const shop = await createTestWorkspace();
  const { get, link, contactId } = await open(shop, sms);
  const flipped = link.slice(0, -20) + (link.at(-20) === "A" ? "B" : "A") + link.slice(-19);
  for (const path of [
    "/w/shop/crm/phone",
    "/w/shop/crm/phone?token=x",
    flipped,
    link.replace("phone", "card"),
  ]) {
    expect((await get(path)).status).toBe(400);
  }
  const elsewhere = await createTestWorkspace();
  await turn(elsewhere, true);
  expect((await elsewhere.fetch(link)).status).toBe(400);
  await turn(shop, false);
  expect((await get()).status).toBe(400);
  await turn(shop, true);
  expect((await get()).status).toBe(200);
  await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
  expect((await get()).status).toBe(400);
  await shop.db.write([{ sql: "update contact set deleted_at = null where id = ?", args: [contactId] }]);
  shop.clock.now += 86_400_000;
  expect((await get()).status).toBe(400);
});

test("without a gateway the page says that it is not available; one that refuses is no code", async () => {
  const shop = await createTestWorkspace();
  const { get, post } = await open(shop, null);
  expect((await get()).status).toBe(503);
  expect((await post({ phone: MOBILE })).status).toBe(503);
  shop.sms.now = sms.gateway;
  sms.instead.push({ status: 500 });
  expect(await (await post({ phone: MOBILE })).text()).toContain("could not be sent");
  expect(JSON.stringify(shop.reported.map(String))).not.toContain("912345678");
});

test("links are made for LINE contacts with the module on, by who may edit the profile", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await open(shop, sms);
  const make = (id: string) =>
    shop.client("agent").crm.phoneLink.mutate({ operationId: newId(TEST_NOW), contactId: id });
  const web = await insertContact(shop.db, TEST_NOW, { kind: "website" });
  expect(await failureOfCall(make(web.contactId))).toMatchObject({ code: "NOT_FOUND" });
  await turn(shop, false);
  expect(await failureOfCall(make(contactId))).toMatchObject({ code: "MODULE_OFF" });
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
