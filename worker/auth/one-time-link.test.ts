import { expect, test, vi } from "vitest";
import { newId } from "../domain/id.ts";
import { createTestWorkspace, failureOfCall, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import {
  formTokenIn,
  givePasswords,
  newAttempt,
  openBrowser,
  redeem,
  codeOf,
  signIn,
} from "../test/browser.ts";

// Signing in costs a tenth of a second of a core, by design.
vi.setConfig({ testTimeout: 30_000 });

const operationId = () => newId(TEST_NOW);
const MINUTE = 60_000;
const NEW = "a new long password";
const GUEST = { email: "guest@shop.test", name: "Guest", role: "sales" as const };

const pathOf = (url: string) => url.replace("http://alongside.test", "");

async function invite(shop: TestWorkspace): Promise<string> {
  const { url } = await shop.client("admin").members.invite.mutate({ operationId: operationId(), ...GUEST });
  expect(url).toMatch(/^http:\/\/alongside\.test\/w\/shop\/auth\/invitation\?token=[\w-]{43}$/);
  return pathOf(url);
}

async function resetLink(shop: TestWorkspace, memberId: string): Promise<string> {
  const { url } = await shop
    .client("admin")
    .members.resetLink.mutate({ operationId: operationId(), memberId });
  return pathOf(url);
}

const stateOf = async (shop: TestWorkspace, email: string) => {
  const [rows] = await shop.db.read([
    { sql: "select state, name from member where email = ?", args: [email] },
  ]);
  return rows?.rows[0];
};

test("an invitation is looked at as often as one likes and used once: then its member signs in", async () => {
  const shop = await createTestWorkspace();
  const path = await invite(shop);
  const browser = openBrowser(shop);
  for (let i = 0; i < 3; i++) {
    const looked = await browser.get(path);
    expect(looked.status).toBe(200);
    expect(looked.headers.get("Referrer-Policy")).toBe("no-referrer");
  }
  expect(await stateOf(shop, GUEST.email)).toMatchObject({ state: "invited" });

  const used = await browser.submit(path, { name: "王美麗", password: NEW });
  expect(used.status).toBe(200);
  expect(await used.text()).toContain("http://alongside.test/console?workspace=shop");
  expect(await stateOf(shop, GUEST.email)).toMatchObject({ state: "active", name: "王美麗" });
  expect((await browser.get(path)).status).toBe(400);

  const attempt = newAttempt("console");
  expect((await redeem(shop, attempt, codeOf(await browser.get(attempt.path)))).status).toBe(200);
  const answer = await openBrowser(shop).submit(newAttempt().path, { email: GUEST.email, password: NEW });
  expect(answer.status).toBe(302);
});

test("an invitation posted twenty times at once works once", async () => {
  const shop = await createTestWorkspace();
  const path = await invite(shop);
  const browser = openBrowser(shop);
  const form_token = formTokenIn(await (await browser.get(path)).text());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      browser.post(path, { form_token, name: `N${i}`, password: `${NEW} ${i}` }),
    ),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, ...Array<number>(19).fill(400)]);
  const [sessions] = await shop.db.read(["select count(*) as n from session where client = 'browser'"]);
  expect(sessions?.rows[0]?.["n"]).toBe(1);
});

test("an invitation works for seven days and a reset for one hour", async () => {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  const invitation = await invite(shop);
  const reset = await resetLink(shop, shop.memberId("agent"));
  const browser = openBrowser(shop);
  shop.clock.now += 60 * MINUTE - 1;
  expect((await browser.get(reset)).status).toBe(200);
  shop.clock.now += 1;
  const late = await browser.get(reset, { "Accept-Language": "zh-TW" });
  expect(late.status).toBe(400);
  expect(await late.text()).toContain("連結已使用或已過期");
  expect((await browser.post(reset, { password: NEW })).status).toBe(400);
  shop.clock.now += 7 * 1440 * MINUTE - 60 * MINUTE - 1;
  expect((await browser.get(invitation)).status).toBe(200);
  shop.clock.now += 1;
  expect((await browser.get(invitation)).status).toBe(400);
});

test("a weak password uses nothing up, and is said in the person's language", async () => {
  const shop = await createTestWorkspace();
  const path = await invite(shop);
  const browser = openBrowser(shop);
  const zh = `${path}&lang=zh-TW`;
  for (const password of ["short", GUEST.email]) {
    const weak = await browser.submit(zh, { name: "Guest", password });
    expect(weak.status).toBe(400);
    expect(await weak.text()).toContain("請設定至少 10 個字元的密碼");
  }
  expect((await browser.submit(path, { name: "Guest", password: NEW })).status).toBe(200);
});

test("using a reset ends every session the member had and every other link", async () => {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  const thief = openBrowser(shop);
  await signIn(shop, thief, "agent@shop.test");
  const memberId = shop.memberId("agent");
  const older = await resetLink(shop, memberId);
  const newer = await resetLink(shop, memberId);
  const own = openBrowser(shop);
  expect((await own.get(older)).status).toBe(400);
  expect((await own.submit(newer, { password: NEW })).status).toBe(200);

  expect(await failureOfCall(shop.client("agent").members.me.query({}))).toMatchObject({
    code: "UNAUTHENTICATED",
  });
  expect((await thief.get(newAttempt("console").path)).status).toBe(200);
  expect((await own.get(newAttempt("console").path)).status).toBe(302);
});

test("a link is of its own kind, workspace and member's state", async () => {
  const shop = await createTestWorkspace();
  const other = await createTestWorkspace();
  const path = await invite(shop);
  expect((await openBrowser(shop).get(path.replace("invitation", "reset"))).status).toBe(400);
  expect((await openBrowser(other).get(path)).status).toBe(400);
  const reset = await resetLink(shop, shop.memberId("agent"));
  await shop.client("admin").members.setState.mutate({
    operationId: operationId(),
    memberId: shop.memberId("agent"),
    state: "disabled",
  });
  expect((await openBrowser(shop).get(reset)).status).toBe(400);
});

test("a link's form from another browser is refused and uses nothing up", async () => {
  const shop = await createTestWorkspace();
  const path = await invite(shop);
  const form_token = formTokenIn(await (await openBrowser(shop).get(path)).text());
  expect((await openBrowser(shop).post(path, { form_token, name: "x", password: NEW })).status).toBe(403);
  expect(await stateOf(shop, GUEST.email)).toMatchObject({ state: "invited" });
});

test("a repeated invitation is one member, and its last link is the one that works", async () => {
  const shop = await createTestWorkspace();
  const input = { operationId: operationId(), ...GUEST };
  const { members } = shop.client("admin");
  const first = await members.invite.mutate(input);
  const again = await members.invite.mutate(input);
  expect(again.memberId).toBe(first.memberId);
  expect((await openBrowser(shop).get(pathOf(first.url))).status).toBe(400);
  expect((await openBrowser(shop).get(pathOf(again.url))).status).toBe(200);
  const stored = JSON.stringify(await shop.db.read(["select * from operation", "select * from audit"]));
  for (const { url } of [first, again]) expect(stored).not.toContain(url.split("token=")[1]);
});
