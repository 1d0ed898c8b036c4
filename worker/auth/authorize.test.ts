import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";
import { assert, pre, property, string, webUrl } from "fast-check";
import { expect, test, vi } from "vitest";
import { codeOf, givePasswords, newAttempt, openBrowser, PASSWORD, redeem, signIn } from "../test/browser.ts";
import { newId } from "../domain/id.ts";
import { parseAuthorizeRequest, redirectsOf } from "./authorize-request.ts";

// Signing in costs a tenth of a second of a core, by design.
vi.setConfig({ testTimeout: 30_000 });

const EMAIL = "agent@shop.test";
const AGENT = { email: EMAIL, password: PASSWORD };

async function shopWithPasswords(): Promise<TestWorkspace> {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  return shop;
}

test("the page takes a password and goes to the surface with a code and its state", async () => {
  const shop = await shopWithPasswords();
  const attempt = newAttempt();
  const answer = await openBrowser(shop).submit(attempt.path, AGENT);
  expect(answer.status).toBe(302);
  const location = new URL(answer.headers.get("Location") ?? "");
  expect(location.origin + location.pathname).toBe(attempt.redirectUri);
  expect(location.searchParams.get("state")).toBe("state-of-the-surface");
  expect([...location.searchParams.keys()]).toEqual(["code", "state"]);
  expect(answer.headers.get("Referrer-Policy")).toBe("no-referrer");
});

test("an address that is not a surface's own is never redirected to", async () => {
  const shop = await shopWithPasswords();
  const browser = openBrowser(shop);
  await signIn(shop, browser, EMAIL);
  const bad = [
    "https://evil.test/",
    "http://alongside.test/console/../evil",
    "http://alongside.test/console?next=//evil.test",
    "http://alongside.test/console#",
    "http://alongside.test.evil.test/console",
    "http://alongside.test@evil.test/console",
    "//evil.test/console",
    "javascript:alert(1)",
    "http://alongside.test/signed-in.html",
    "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.chromiumapp.org/",
  ];
  for (const redirect_uri of bad) {
    const { path } = newAttempt("console", { redirect_uri });
    for (const answer of [await browser.get(path), await browser.post(path, AGENT)]) {
      expect([redirect_uri, answer.status]).toEqual([redirect_uri, 400]);
      expect(answer.headers.get("Location")).toBeNull();
    }
  }
});

test("only whole addresses of the list pass, whatever is put around them", () => {
  const publicUrl = "https://chat.shop.test";
  const query = (redirect_uri: string) => ({
    client: "console",
    redirect_uri,
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
    state: "12345678",
  });
  const [allowed = ""] = redirectsOf("console", publicUrl);
  expect(parseAuthorizeRequest(query(allowed), publicUrl)).not.toBeNull();
  assert(
    property(string(), string(), webUrl(), (before, after, other) => {
      pre(before + after !== "");
      expect(parseAuthorizeRequest(query(before + allowed + after), publicUrl)).toBeNull();
      expect(parseAuthorizeRequest(query(other), publicUrl)).toBeNull();
    }),
  );
});

test("without PKCE, with plain PKCE, or without a state there is no sign-in", async () => {
  const shop = await createTestWorkspace();
  const wrong = [
    { code_challenge: "" },
    { code_challenge: "short" },
    { code_challenge_method: "plain" },
    { state: "" },
    { client: "browser" },
    { client: "operator" },
  ];
  for (const changes of wrong) {
    const answer = await openBrowser(shop).get(newAttempt("console", changes).path);
    expect([changes, answer.status]).toEqual([changes, 400]);
  }
});

test("a browser that is signed in goes straight on to the console, and is asked for other surfaces", async () => {
  const shop = await shopWithPasswords();
  const browser = openBrowser(shop);
  await signIn(shop, browser, EMAIL);

  const console = newAttempt("console");
  const straight = await browser.get(console.path);
  expect((await redeem(shop, console, codeOf(straight))).status).toBe(200);

  for (const client of ["extension", "widget"] as const) {
    const attempt = newAttempt(client);
    const asked = await browser.get(attempt.path);
    expect(asked.status).toBe(200);
    expect(await asked.text()).toContain("Continue as The agent");
    const went = await browser.submit(attempt.path, { action: "continue" });
    expect((await redeem(shop, attempt, codeOf(went))).status).toBe(200);
    const other = await browser.get(`${attempt.path}&prompt=login`);
    expect(await other.text()).toContain('type="password"');
  }
  expect((await openBrowser(shop).get(console.path)).status).toBe(200);
});

test("the cookie of one workspace opens no other, and ends with its session", async () => {
  const shop = await shopWithPasswords();
  const other = await shopWithPasswords();
  const browser = openBrowser(shop);
  await signIn(shop, browser, EMAIL);
  const elsewhere = openBrowser(other);
  for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
  expect((await elsewhere.get(newAttempt("console").path)).status).toBe(200);
  await shop.db.write(["update member set state = 'disabled' where role = 'agent'"]);
  expect((await browser.get(newAttempt("console").path)).status).toBe(200);
});

test("a form from elsewhere is refused: without the token, with another browser's, from another site", async () => {
  const shop = await shopWithPasswords();
  const { path } = newAttempt();
  const browser = openBrowser(shop);
  await browser.get(path);
  expect((await browser.post(path, AGENT)).status).toBe(403);
  expect((await browser.post(path, { ...AGENT, form_token: "A".repeat(43) })).status).toBe(403);
  const token = /name="form_token" value="([^"]*)"/.exec(await (await browser.get(path)).text())?.[1] ?? "";
  expect((await openBrowser(shop).post(path, { ...AGENT, form_token: token })).status).toBe(403);
  const crossSite = await shop.fetch(path, {
    method: "POST",
    body: new URLSearchParams({ ...AGENT, form_token: token }),
    headers: {
      "Sec-Fetch-Site": "cross-site",
      Cookie: `alongside_form=${browser.cookies.get("alongside_form") ?? ""}`,
    },
  });
  expect(crossSite.status).toBe(403);
  expect((await browser.post(path, { ...AGENT, form_token: token })).status).toBe(302);
});

test("cookies are for these pages only", async () => {
  const shop = await shopWithPasswords();
  const answer = await openBrowser(shop).submit(newAttempt().path, AGENT);
  const set = answer.headers.getSetCookie();
  expect(set.map((line) => line.split("=")[0]?.replace(/device_.*/, "device")).sort()).toEqual([
    "alongside_device",
    "alongside_session",
  ]);
  for (const line of set) {
    expect(line).toMatch(/Path=\/w\/shop\/auth(;|$)/);
    expect(line).toMatch(/HttpOnly/);
    expect(line).toMatch(/SameSite=(Lax|Strict)/);
    expect(line).not.toMatch(/Domain/i);
  }
});

test("the page runs no script, may not be framed and speaks two languages", async () => {
  const shop = await createTestWorkspace();
  const browser = openBrowser(shop);
  const { path } = newAttempt();
  const taiwan = await browser.get(path, { "Accept-Language": "zh-TW,zh;q=0.9,en;q=0.8" });
  const text = await taiwan.text();
  expect(text).toContain('<html lang="zh-TW">');
  expect(text).toContain("登入");
  expect(text).not.toMatch(/<script|\son\w+=|style="/);
  expect(taiwan.headers.get("Content-Security-Policy")).toMatch(
    /^default-src 'none'; style-src 'nonce-[\w-]{43}'; form-action 'self' https:\/\/ahmj\w+\.chromiumapp\.org; frame-ancestors 'none'; base-uri 'none'$/,
  );
  const english = /href="([^"]*lang=en[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(await (await browser.get(english, { "Accept-Language": "zh-TW" })).text()).toContain(
    '<html lang="en">',
  );
});

test("the page calls the workspace as its admins do", async () => {
  const shop = await createTestWorkspace();
  const input = { operationId: newId(TEST_NOW), name: "name" as const, value: "小山茶 & 選物", seen: null };
  await shop.client("admin").settings.set.mutate(input);
  expect(await (await openBrowser(shop).get(newAttempt().path)).text()).toContain("小山茶 &amp; 選物");
});

test("what a person typed comes back as text, never as markup", async () => {
  const shop = await createTestWorkspace();
  const email = `"><script>alert(1)</script>@x.test`;
  const answer = await openBrowser(shop).submit(newAttempt().path, { email, password: "x" });
  expect(answer.status).toBe(401);
  expect(await answer.text()).not.toContain("<script>");
});
