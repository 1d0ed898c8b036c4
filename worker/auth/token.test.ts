import { expect, test, vi } from "vitest";
import type { ErrorBody } from "../../shared/error-codes.ts";
import { createTestWorkspace, failureOfCall, type TestWorkspace } from "../test/workspace.ts";
import {
  codeOf,
  givePasswords,
  newAttempt,
  openBrowser,
  PASSWORD,
  postJson,
  redeem,
  refresh,
  signIn,
  type TokenAnswer,
} from "../test/browser.ts";

// Signing in costs a tenth of a second of a core, by design.
vi.setConfig({ testTimeout: 30_000 });

const EMAIL = "agent@shop.test";
const AGENT = { email: EMAIL, password: PASSWORD };

async function shopWithPasswords(): Promise<TestWorkspace> {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  return shop;
}

const codeFor = async (shop: TestWorkspace, attempt = newAttempt()) => ({
  attempt,
  code: codeOf(await openBrowser(shop).submit(attempt.path, AGENT)),
});

const errorOf = async (response: Response) => ((await response.json()) as ErrorBody).code;
const answerOf = async (response: Response) => (await response.json()) as TokenAnswer;

/** Whether a token opens the API. */
async function opens(shop: TestWorkspace, token: string): Promise<boolean> {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const response = await shop.fetch("/w/shop/trpc/members.me", { method: "POST", headers, body: "{}" });
  return response.ok;
}

test("a code becomes tokens that open the API as its member", async () => {
  const shop = await shopWithPasswords();
  const tokens = await signIn(shop, openBrowser(shop), EMAIL);
  expect(tokens).toMatchObject({
    expires_in: 900,
    member: { email: EMAIL, name: "The agent", role: "agent" },
  });
  expect(await opens(shop, tokens.access_token)).toBe(true);
  expect(await opens(shop, tokens.refresh_token)).toBe(false);
  shop.clock.now += 15 * 60_000;
  expect(await opens(shop, tokens.access_token)).toBe(false);
});

test("a code redeemed twenty times at once works once", async () => {
  const shop = await shopWithPasswords();
  const { attempt, code } = await codeFor(shop);
  const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(shop, attempt, code)));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  const refused = await Promise.all(answers.filter((answer) => !answer.ok).map(errorOf));
  expect(new Set(refused)).toEqual(new Set(["CODE_INVALID"]));
  const [sessions] = await shop.db.read(["select count(*) as n from session where client = 'extension'"]);
  expect(sessions?.rows[0]?.["n"]).toBe(1);
});

test("a code is refused with another verifier, surface or address, and when it is a minute old", async () => {
  const shop = await shopWithPasswords();
  const { attempt, code } = await codeFor(shop);
  const others = [
    { ...attempt, verifier: newAttempt().verifier },
    { ...attempt, client: "widget" as const },
    { ...attempt, redirectUri: "http://alongside.test/console" },
  ];
  for (const other of others) expect(await errorOf(await redeem(shop, other, code))).toBe("CODE_INVALID");
  shop.clock.now += 60_000;
  expect(await errorOf(await redeem(shop, attempt, code))).toBe("CODE_INVALID");
});

test("a code ends with the browser's session and with the member", async () => {
  const shop = await shopWithPasswords();
  const first = await codeFor(shop);
  await shop.db.write(["update session set revoked_at = 1 where client = 'browser'"]);
  expect(await errorOf(await redeem(shop, first.attempt, first.code))).toBe("CODE_INVALID");
  const second = await codeFor(shop);
  await shop.db.write([{ sql: "update member set state = 'disabled' where email = ?", args: [EMAIL] }]);
  expect(await errorOf(await redeem(shop, second.attempt, second.code))).toBe("CODE_INVALID");
});

test("nothing that signs somebody in lies in the database in clear", async () => {
  const shop = await shopWithPasswords();
  const browser = openBrowser(shop);
  const { attempt, code } = await codeFor(shop);
  await redeem(shop, attempt, code);
  const tokens = await signIn(shop, browser, EMAIL);
  const next = await answerOf(await refresh(shop, tokens.refresh_token));
  const secrets = [
    code,
    tokens.access_token,
    next.access_token,
    ...[tokens, next].map((t) => t.refresh_token.split(".")[1] ?? ""),
    ...browser.cookies.values(),
  ];
  const tables = ["session", "authorization_code", "one_time_link", "audit", "operation", "sign_in_attempt"];
  const rows = JSON.stringify(await shop.db.read(tables.map((table) => `select * from ${table}`)));
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThanOrEqual(43);
    expect(rows).not.toContain(secret);
  }
});

test("a refresh token rotates; the one before works until its successor is used, an older one ends all", async () => {
  const shop = await shopWithPasswords();
  const first = await signIn(shop, openBrowser(shop), EMAIL);
  const second = await answerOf(await refresh(shop, first.refresh_token));
  expect(second.refresh_token).not.toBe(first.refresh_token);

  // The answer was lost, or another tab asked at the same time: the same successor again.
  const again = await Promise.all(
    [1, 2, 3].map(async () => answerOf(await refresh(shop, first.refresh_token))),
  );
  expect(new Set(again.map((tokens) => tokens.refresh_token))).toEqual(new Set([second.refresh_token]));
  expect(await opens(shop, second.access_token)).toBe(true);

  shop.clock.now += 10 * 60_000;
  const third = await answerOf(await refresh(shop, second.refresh_token));
  expect(third.access_token).not.toBe(second.access_token);
  expect(await opens(shop, third.access_token)).toBe(true);
  expect(await opens(shop, second.access_token)).toBe(false);

  expect(await errorOf(await refresh(shop, first.refresh_token))).toBe("UNAUTHENTICATED");
  expect(await opens(shop, third.access_token)).toBe(false);
  expect(await errorOf(await refresh(shop, third.refresh_token))).toBe("UNAUTHENTICATED");
});

test("a made-up refresh token that names a session is refused and leaves it alone", async () => {
  const shop = await shopWithPasswords();
  const first = await signIn(shop, openBrowser(shop), EMAIL);
  const second = await answerOf(await refresh(shop, first.refresh_token));
  const [session, secret = ""] = second.refresh_token.split(".");
  const changed = (at: number) =>
    `${secret.slice(0, at)}${secret[at] === "A" ? "B" : "A"}${secret.slice(at + 1)}`;
  const foreign = (await signIn(shop, openBrowser(shop), "sales@shop.test")).refresh_token.split(".")[1];
  for (const made of ["A".repeat(43), changed(0), changed(30), foreign]) {
    const response = await refresh(shop, `${session}.${made}`);
    expect([response.status, await errorOf(response)]).toEqual([401, "UNAUTHENTICATED"]);
  }
  expect(await opens(shop, second.access_token)).toBe(true);
  const [audited] = await shop.db.read(["select 1 from audit where verb = 'sessions.refresh'"]);
  expect(audited?.rows).toEqual([]);
  expect((await refresh(shop, second.refresh_token)).status).toBe(200);
});

test("a session slides for thirty days and says when it was last seen", async () => {
  const shop = await shopWithPasswords();
  const day = 864e5;
  let tokens = await signIn(shop, openBrowser(shop), EMAIL);
  for (let i = 0; i < 3; i++) {
    shop.clock.now += 29 * day;
    tokens = await answerOf(await refresh(shop, tokens.refresh_token));
  }
  const [seen] = await shop.db.read(["select last_seen_at from session where client = 'extension'"]);
  expect(seen?.rows[0]?.["last_seen_at"]).toBe(shop.clock.now);
  shop.clock.now += 30 * day;
  expect(await errorOf(await refresh(shop, tokens.refresh_token))).toBe("UNAUTHENTICATED");
});

test("a disabled member cannot refresh", async () => {
  const shop = await shopWithPasswords();
  const tokens = await signIn(shop, openBrowser(shop), EMAIL);
  await shop.db.write([{ sql: "update member set state = 'disabled' where email = ?", args: [EMAIL] }]);
  expect(await errorOf(await refresh(shop, tokens.refresh_token))).toBe("UNAUTHENTICATED");
});

test("the cookie of the sign-in pages is neither an access nor a refresh token", async () => {
  const shop = await shopWithPasswords();
  const browser = openBrowser(shop);
  await signIn(shop, browser, EMAIL);
  const cookie = browser.cookies.get("alongside_session") ?? "";
  expect(cookie).toHaveLength(43);
  expect(await opens(shop, cookie)).toBe(false);
  expect(await errorOf(await refresh(shop, cookie))).toBe("UNAUTHENTICATED");
});

test("a surface's refresh token is no cookie of the sign-in pages", async () => {
  const shop = await shopWithPasswords();
  const tokens = await signIn(shop, openBrowser(shop), EMAIL);
  const browser = openBrowser(shop);
  browser.cookies.set("alongside_session", tokens.refresh_token);
  expect((await browser.get(newAttempt("console").path)).status).toBe(200);
});

test("signing out ends the session, and the browser's that could open another without a password", async () => {
  const shop = await shopWithPasswords();
  const browser = openBrowser(shop);
  const tokens = await signIn(shop, browser, EMAIL, "console");
  expect((await browser.get(newAttempt("console").path)).status).toBe(302);
  expect((await postJson(shop, "revoke", { refresh_token: tokens.refresh_token })).status).toBe(200);
  expect(await opens(shop, tokens.access_token)).toBe(false);
  expect(await errorOf(await refresh(shop, tokens.refresh_token))).toBe("UNAUTHENTICATED");
  expect((await browser.get(newAttempt("console").path)).status).toBe(200);
  expect((await postJson(shop, "revoke", { refresh_token: "unknown" })).status).toBe(200);
});

test("members see their own sessions and end them, never somebody else's", async () => {
  const shop = await shopWithPasswords();
  const tokens = await signIn(shop, openBrowser(shop), EMAIL);
  const own = await shop.client("agent").sessions.list.query({});
  expect(own.map((s) => s.client).sort()).toEqual(["browser", "extension", "widget"]);
  expect(own.filter((s) => s.current).map((s) => s.client)).toEqual(["widget"]);
  const extension = own.find((s) => s.client === "extension");
  const input = { operationId: extension?.id ?? "", sessionId: extension?.id ?? "" };
  expect(await failureOfCall(shop.client("sales").sessions.revoke.mutate(input))).toMatchObject({
    code: "NOT_FOUND",
  });
  await shop.client("agent").sessions.revoke.mutate(input);
  expect(await opens(shop, tokens.access_token)).toBe(false);
  expect((await shop.client("agent").sessions.list.query({})).map((s) => s.client)).toEqual(["widget"]);
});

test("what is no JSON, or no known grant, is refused without a word about why", async () => {
  const shop = await createTestWorkspace();
  expect(await errorOf(await postJson(shop, "token", { grant_type: "password" }))).toBe("INVALID_INPUT");
  const form = {
    method: "POST",
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x" }),
  };
  expect(await errorOf(await shop.fetch("/w/shop/auth/token", form))).toBe("INVALID_JSON");
});
