import { beforeAll, expect, test } from "vitest";
import { provePhone } from "../domain/crm/prove-phone.ts";
import { makePhoneCode } from "../domain/crm/send-code.ts";
import { type FakeSms, fakeSms } from "../test/fakes/sms.ts";
import { createTestWorkspace, TEST_NOW } from "../test/workspace.ts";
import { rowsOf } from "../test/work.ts";
import { MOBILE, E164, open } from "../test/phone.ts";

let sms: FakeSms;
beforeAll(async () => {
  sms = await fakeSms();
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
