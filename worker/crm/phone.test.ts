import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { type Edge, startEdge } from "../test/edge-workspace.ts";
import { type FakeSms, fakeSms, SMS_TOKEN } from "../test/fakes/sms.ts";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../test/workspace.ts";
import { rowsOf } from "../test/work.ts";
import { MOBILE, E164, turn, open, member } from "../test/phone.ts";

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
