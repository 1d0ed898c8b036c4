import { expect, test, vi } from "vitest";
import { openBrowser, givePasswords, newAttempt, PASSWORD, type TestBrowser } from "../test/browser.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";
import { Failure } from "../domain/failure.ts";
import { beginAttempt } from "../domain/sessions/attempts.ts";
import { networkOf, strangerBuckets } from "./attempt-limits.ts";

const EMAIL = "agent@shop.test";
const { path } = newAttempt();
const MINUTE = 60_000;

// Each guess costs a tenth of a second of a core, by design.
vi.setConfig({ testTimeout: 30_000 });

async function shopWithPasswords(): Promise<TestWorkspace> {
  const shop = await createTestWorkspace();
  await givePasswords(shop);
  return shop;
}

const right = async (browser: TestBrowser, email = EMAIL) =>
  (await browser.submit(path, { email, password: PASSWORD })).status;
const wrong = async (browser: TestBrowser, email = EMAIL) =>
  (await browser.submit(path, { email, password: "not the password" })).status;

async function wrongTimes(browser: TestBrowser, times: number, email = EMAIL): Promise<number[]> {
  const statuses = [];
  for (let i = 0; i < times; i++) statuses.push(await wrong(browser, email));
  return statuses;
}

test("unknown, invited and disabled accounts are answered as a wrong password is", async () => {
  const shop = await shopWithPasswords();
  await shop.db.write([
    "update member set state = 'disabled' where role = 'sales'",
    "update member set state = 'invited' where role = 'marketing'",
  ]);
  const pages = [];
  for (const email of [EMAIL, "nobody@shop.test", "sales@shop.test", "marketing@shop.test"]) {
    const password = email === EMAIL ? "not the password" : PASSWORD;
    const answer = await openBrowser(shop, email).submit(path, { email, password });
    expect(answer.status).toBe(401);
    const text = await answer.text();
    pages.push(text.replaceAll(email, "").replaceAll(/nonce="[^"]*"|value="[\w-]{43}"/g, ""));
  }
  expect(new Set(pages).size).toBe(1);
});

test("five wrong passwords from one address close it for a while, and say for how long", async () => {
  const shop = await shopWithPasswords();
  const stranger = openBrowser(shop, "203.0.113.9");
  expect(await wrongTimes(stranger, 6)).toEqual([401, 401, 401, 401, 401, 429]);
  shop.clock.now += 14 * MINUTE;
  const refused = await stranger.submit(path, { email: EMAIL, password: PASSWORD });
  expect(refused.status).toBe(429);
  expect(refused.headers.get("Retry-After")).toBe("60");
  expect(await refused.text()).toContain("in 60 seconds");
  shop.clock.now += MINUTE;
  expect(await right(stranger)).toBe(302);
});

test("twenty guesses at once are counted before any is checked", async () => {
  const shop = await shopWithPasswords();
  const stranger = openBrowser(shop, "203.0.113.9");
  await stranger.get(path);
  const statuses = await Promise.all(Array.from({ length: 20 }, () => wrong(stranger)));
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(15);
});

test("an unknown email is slowed down as a known one is", async () => {
  const shop = await shopWithPasswords();
  const stranger = openBrowser(shop, "203.0.113.9");
  expect(await wrongTimes(stranger, 6, "nobody@shop.test")).toEqual([401, 401, 401, 401, 401, 429]);
});

/** Guesses as far as they are counted: without the tenth of a second that checking one takes. */
async function guess(shop: TestWorkspace, email: string, address: string, times: number): Promise<number> {
  const buckets = await strangerBuckets(email, address);
  let refused = 0;
  for (let i = 0; i < times; i++) {
    await beginAttempt(shop.db, shop.clock.now, buckets, email).catch((error: unknown) => {
      if (!(error instanceof Failure) || error.code !== "TOO_MANY_ATTEMPTS") throw error;
      refused++;
    });
  }
  return refused;
}

test("strangers at many addresses close an account to strangers, never to its member's own browser", async () => {
  const shop = await shopWithPasswords();
  const own = openBrowser(shop, "198.51.100.1");
  expect(await right(own)).toBe(302);

  let refused = 0;
  for (let i = 0; i < 5; i++) refused += await guess(shop, EMAIL, `203.0.113.${i}`, 5);
  expect(refused).toBe(5);
  expect(await right(openBrowser(shop, "192.0.2.77"))).toBe(429);

  expect(await right(own)).toBe(302);
  shop.clock.now += 60 * MINUTE;
  expect(await right(openBrowser(shop, "192.0.2.77"))).toBe(302);
});

test("a flood from the member's own address does not close their own browser", async () => {
  const shop = await shopWithPasswords();
  const office = "198.51.100.1";
  const own = openBrowser(shop, office);
  await right(own);
  for (let i = 0; i < 6; i++) expect(await guess(shop, `guess${i}@shop.test`, office, 5)).toBe(0);
  expect(await right(openBrowser(shop, office), "sales@shop.test")).toBe(429);
  expect(await right(own)).toBe(302);
});

test("an address that is refused cannot close an account by going on", async () => {
  const shop = await shopWithPasswords();
  expect(await guess(shop, EMAIL, "203.0.113.9", 100)).toBe(95);
  expect(await right(openBrowser(shop, "192.0.2.77"))).toBe(302);
});

test("a known browser has its own count, and a forged one is no known browser", async () => {
  const shop = await shopWithPasswords();
  const own = openBrowser(shop, "198.51.100.1");
  await right(own);
  const statuses = await wrongTimes(own, 16);
  expect(statuses.filter((status) => status === 401)).toHaveLength(15);
  expect(statuses.at(-1)).toBe(429);

  const stranger = openBrowser(shop, "203.0.113.9");
  const [name, value] = [...own.cookies].find(([cookie]) => cookie.includes("device")) ?? ["", ""];
  stranger.cookies.set(name, `${value}x`);
  expect(await wrongTimes(stranger, 6)).toEqual([401, 401, 401, 401, 401, 429]);
});

test("signing in right forgets the wrong ones before", async () => {
  const shop = await shopWithPasswords();
  const own = openBrowser(shop, "198.51.100.1");
  await wrongTimes(own, 4);
  expect(await right(own)).toBe(302);
  const another = openBrowser(shop, "198.51.100.1");
  expect(await wrongTimes(another, 4)).toEqual([401, 401, 401, 401]);
  expect(await right(another)).toBe(302);
});

test("no address and no email lies in the table of attempts", async () => {
  const shop = await shopWithPasswords();
  await wrongTimes(openBrowser(shop, "203.0.113.9"), 1);
  const [attempts] = await shop.db.read(["select * from sign_in_attempt"]);
  expect(attempts?.rows).toHaveLength(3);
  expect(JSON.stringify(attempts?.rows)).not.toMatch(/203\.0|agent@/);
});

test("a refused sign-in is in the audit of its account", async () => {
  const shop = await shopWithPasswords();
  const own = openBrowser(shop);
  await wrong(own);
  await right(own);
  await expect
    .poll(async () => {
      const [audit] = await shop.db.read(["select verb, outcome, actor_id from audit order by seq"]);
      return audit?.rows
        .map((row) => [row["verb"], row["outcome"], row["actor_id"] === shop.memberId("agent")])
        .sort();
    })
    .toEqual([
      ["sessions.signIn", "done", true],
      ["sessions.signIn", "refused", true],
    ]);
});

test("addresses of one network count as one", () => {
  expect(networkOf("203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("::ffff:203.0.113.9")).toBe("203.0.113.9");
  expect(networkOf("2001:db8::1")).toBe("2001:db8:0:0");
  expect(networkOf("2001:0db8:0:0:ffff::2")).toBe("2001:db8:0:0");
  expect(networkOf("fe80::1%eth0")).toBe("fe80:0:0:0");
  expect(networkOf("::1")).toBe("0:0:0:0");
});
