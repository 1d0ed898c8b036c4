import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { chatting, identity } from "../worker/test/fakes/pixel.ts";
import { rowsOf } from "../worker/test/work.ts";
import { insertContact } from "../worker/test/workspace.ts";
import { type Browser, launchChromium } from "./browser.ts";
import { type Shop, startShop } from "./shop/server.ts";
import { startServer, type TestServer } from "./server.ts";

let server: TestServer;
let shop: Shop;
let browser: Browser;
let contactId: string;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchChromium(null)]);
  const { workspace } = server;
  shop = await startShop(server);
  ({ contactId } = await insertContact(workspace.db, Date.now(), {
    kind: "website",
    externalId: "visitor-1",
  }));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), shop?.close()]);
});
afterEach(async () => {
  server.down = false;
  for (const page of browser.context.pages().slice(1)) await page.close();
  await server.workspace.db.write([
    "delete from pixel_event",
    "delete from website_presence",
    "delete from visitor",
  ]);
});

/** A page of the shop, as a visitor of their own; what it complains of is collected. */
async function visit(path = "/", prepare?: (page: Page) => Promise<unknown>) {
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  const posts: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (request.method() !== "GET") posts.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  await prepare?.(page);
  await page.goto(shop.origin + path);
  return { page, complaints, posts };
}

/** Says a word to the pixel, as the shop's own script would. */
const tell = (page: Page, word: string, facts?: unknown) =>
  page.evaluate(
    ([word, facts]) => {
      (globalThis as unknown as { alongside(word: unknown, facts: unknown): void }).alongside(word, facts);
    },
    [word, facts] as const,
  );

const kinds = async () =>
  (await rowsOf(server.workspace, "select kind from pixel_event order by at, seq")).map(({ kind }) => kind);
const presence = async () =>
  (await rowsOf(server.workspace, "select url, title, online_until as until from website_presence"))[0];
const works = async (page: Page) => {
  await page.click("button");
  expect(await page.textContent("h1")).toBe("Bought");
};

test("events arrive under a strict policy, with no preflight, no cookie and one global", async () => {
  const globals = (page: Page) => page.evaluate(() => Object.getOwnPropertyNames(globalThis).sort());
  const prototypes = (page: Page) =>
    page.evaluate(() =>
      [Element, Node, Window, History, XMLHttpRequest, Array, Object, Promise].map((one) =>
        Object.getOwnPropertyNames(one.prototype).join(),
      ),
    );
  const bare = await visit("/?bare");
  const [without, untouched] = [await globals(bare.page), await prototypes(bare.page)];
  const { page, complaints, posts } = await visit("/tents#x");
  await tell(page, "purchase", { order: "1", total: 0, currency: "TWD", items: [] });
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(["page", "view", "purchase"]);
  const [seen] = await rowsOf(server.workspace, "select data from pixel_event where kind = 'page'");
  expect(JSON.parse(String(seen?.["data"]))).toEqual({
    url: `${shop.origin}/tents`,
    title: "Page /tents",
    referrer: null,
  });
  expect((await globals(page)).filter((name) => !without.includes(name))).toEqual(["alongside"]);
  expect(await prototypes(page)).toEqual(untouched);
  expect(complaints).toEqual([]);
  expect(new Set(posts)).toEqual(new Set([`POST /w/${server.workspace.slug}/pixel`]));
  expect(await browser.context.cookies()).toEqual([]);
  await works(page);
});

test("a page that never loads anew tells of its moves", async () => {
  const { page } = await visit("/1");
  await page.evaluate(() => history.pushState({}, "", "/2"));
  await page.evaluate(() => history.pushState({}, "", "/2#part"));
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(["page", "view", "page"]);
});

test("what happened just before a page closed arrives", async () => {
  const { page } = await visit();
  await page.waitForFunction(() => !("q" in (globalThis as unknown as { alongside: object }).alongside));
  await tell(page, "add", { id: "T1", name: "Tent" });
  await page.goto("about:blank");
  await expect.poll(kinds, { timeout: 10_000 }).toContain("add");
});

test("who logs in is known; who claims to be somebody is not, and the console says why", async () => {
  const { page, complaints } = await visit();
  const now = Date.now();
  await tell(page, "identify", { memberId: "M1" });
  await tell(page, "identify", { ...identity({ memberId: "M1" }, now), memberId: "M2" });
  await expect
    .poll(() => complaints, { timeout: 10_000 })
    .toEqual([
      "alongside: identify was ignored: it is not signed",
      "alongside: identify was ignored: the signature does not match",
    ]);
  await tell(page, "chat", chatting("visitor-1", now));
  await tell(page, "identify", identity({ memberId: "M1", email: "amy@shop.test" }, now));
  await expect.poll(kinds, { timeout: 10_000 }).toContain("identify");
  await server.runJobs();
  expect(
    await rowsOf(server.workspace, "select member_no, email from contact where id = ?", contactId),
  ).toEqual([{ member_no: "M1", email: "amy@shop.test" }]);
});

test("nothing is kept or sent before the visitor agreed, and the id goes when they no longer do", async () => {
  const { page, posts } = await visit("/?consent");
  const stored = () => page.evaluate(() => localStorage.length);
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await page.waitForTimeout(2500);
  expect([await stored(), posts.length]).toEqual([0, 0]);
  await tell(page, "consent", true);
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(["page", "view"]);
  expect(await stored()).toBe(1);
  await tell(page, "consent", false);
  expect(await stored()).toBe(0);
  const before = posts.length;
  await tell(page, "view", { id: "after" });
  await page.goto("about:blank");
  expect(posts.length).toBe(before);
  expect(await kinds()).toEqual(["page", "view"]);
});

test("a browser that asks not to be tracked is not, until its visitor agrees", async () => {
  const { page, posts } = await visit("/", async (page) => {
    await page.addInitScript(() => {
      localStorage.clear();
      Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
    });
  });
  await page.waitForTimeout(2500);
  expect(posts).toEqual([]);
  await tell(page, "consent", true);
  await expect.poll(kinds, { timeout: 10_000 }).toEqual(["page", "view"]);
});

test("a broken collector, storage or call never breaks the page, and what it did not take comes once", async () => {
  const { page, complaints } = await visit("/", (page) =>
    page.addInitScript(() => {
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("denied", "SecurityError");
        },
      });
    }),
  );
  await page.waitForFunction(() => !("q" in (globalThis as unknown as { alongside: object }).alongside));
  server.down = true;
  await page.evaluate(() => {
    const { alongside } = globalThis as unknown as { alongside(...args: unknown[]): void };
    const ring: Record<string, unknown> = {};
    ring["ring"] = ring;
    alongside();
    alongside(null, null);
    alongside("view", ring);
    alongside("identify", {
      get signature() {
        throw new Error("hostile");
      },
    });
    alongside("add", { id: "T1", toJSON: 7 });
  });
  await works(page);
  await page.waitForTimeout(2500);
  server.down = false;
  await expect.poll(kinds, { timeout: 20_000 }).toEqual(["page", "view", "add"]);
  expect(complaints.filter((text) => !/net::ERR|alongside: there is no/.test(text))).toEqual([]);
});

test("a chatting customer is online with their page, offline when they close it, and back on the next", async () => {
  const { page } = await visit("/tents");
  await tell(page, "chat", chatting("visitor-1", Date.now()));
  await expect
    .poll(presence, { timeout: 10_000 })
    .toMatchObject({ url: `${shop.origin}/tents`, title: "Page /tents" });
  await page.goto(`${shop.origin}/stoves`);
  await tell(page, "chat", chatting("visitor-1", Date.now()));
  await expect.poll(presence, { timeout: 10_000 }).toMatchObject({ url: `${shop.origin}/stoves` });
  const closed = Date.now();
  await page.close({ runBeforeUnload: true });
  await expect.poll(presence, { timeout: 5000 }).toMatchObject({ url: null, title: null });
  expect(Number((await presence())?.["until"]) - closed).toBeLessThan(5000);
});
