import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import {
  codeOf,
  formTokenIn,
  givePasswords,
  newAttempt,
  openBrowser,
  PASSWORD,
  redeem,
  refresh,
  signIn,
  type TokenAnswer,
} from "../test/browser.ts";
import { forEachEngine } from "../test/engines.ts";
import { failureOfCall, TEST_NOW } from "../test/workspace.ts";

const EMAIL = "agent@shop.test";

forEachEngine("signing in", (createWorkspace) => {
  test("password, code, tokens, rotation, reuse", { timeout: 30_000 }, async () => {
    const shop = await createWorkspace();
    await givePasswords(shop);
    const first = await signIn(shop, openBrowser(shop), EMAIL);
    expect(first.member).toMatchObject({ email: EMAIL, role: "agent" });
    const answers = await Promise.all([1, 2, 3].map(() => refresh(shop, first.refresh_token)));
    const next = await Promise.all(answers.map(async (answer) => (await answer.json()) as TokenAnswer));
    expect(new Set(next.map((tokens) => tokens.refresh_token)).size).toBe(1);
    expect((await refresh(shop, next[0]?.refresh_token ?? "")).status).toBe(200);
    expect((await refresh(shop, first.refresh_token)).status).toBe(401);
    expect((await refresh(shop, next[0]?.refresh_token ?? "")).status).toBe(401);
    expect(shop.reported).toEqual([]);
  });

  test("a code and an invitation used twenty times at once work once", { timeout: 60_000 }, async () => {
    const shop = await createWorkspace();
    await givePasswords(shop);
    const attempt = newAttempt("extension", {}, shop.slug);
    const code = codeOf(await openBrowser(shop).submit(attempt.path, { email: EMAIL, password: PASSWORD }));
    const redeemed = await Promise.all(Array.from({ length: 20 }, () => redeem(shop, attempt, code)));
    expect(redeemed.map((answer) => answer.status).sort()).toEqual([200, ...Array<number>(19).fill(400)]);

    const guest = { email: "guest@shop.test", name: "Guest", role: "sales" as const };
    const { members } = shop.client("admin");
    const { url } = await members.invite.mutate({ operationId: newId(TEST_NOW), ...guest });
    const path = url.replace("http://alongside.test", "");
    const browser = openBrowser(shop);
    const form_token = formTokenIn(await (await browser.get(path)).text());
    const fields = { form_token, name: "Guest", password: "a new long password" };
    const used = await Promise.all(Array.from({ length: 20 }, () => browser.post(path, fields)));
    expect(used.map((answer) => answer.status).sort()).toEqual([200, ...Array<number>(19).fill(400)]);
    expect(shop.reported).toEqual([]);
  });

  test("guesses at once are counted before any is checked", { timeout: 30_000 }, async () => {
    const shop = await createWorkspace();
    await givePasswords(shop);
    const { path } = newAttempt("extension", {}, shop.slug);
    const browser = openBrowser(shop);
    const form_token = formTokenIn(await (await browser.get(path)).text());
    const guess = () => browser.post(path, { form_token, email: EMAIL, password: "not the password" });
    const statuses = (await Promise.all(Array.from({ length: 12 }, guess))).map((answer) => answer.status);
    expect(statuses.sort()).toEqual([...Array<number>(5).fill(401), ...Array<number>(7).fill(429)]);
  });

  test("of two admins who disable each other at once one stays", async () => {
    const shop = await createWorkspace();
    await shop.db.write(["update member set role = 'admin' where role = 'sales'"]);
    const disable = (who: "admin" | "sales", whom: "admin" | "sales") =>
      shop.client(who).members.setState.mutate({
        operationId: newId(TEST_NOW),
        memberId: shop.memberId(whom),
        state: "disabled",
      });
    const outcomes = await Promise.allSettled([disable("admin", "sales"), disable("sales", "admin")]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    const [rows] = await shop.db.read(["select role from member where role = 'admin' and state = 'active'"]);
    expect(rows?.rows).toHaveLength(1);
    const [disabled] = await shop.db.read(["select id from member where state = 'disabled'"]);
    const role = disabled?.rows[0]?.["id"] === shop.memberId("sales") ? "sales" : "admin";
    expect(await failureOfCall(shop.client(role).members.me.query({}))).toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});
