import { afterAll, beforeAll, expect, test } from "vitest";
import type { BrowserContext, Frame, Page } from "playwright-core";
import { type Browser, launchChromium, panelOf } from "./browser.ts";
import { type HostInbox, startHost } from "./host/server.ts";
import { emailOf, PASSWORD, startServer, type TestServer } from "./server.ts";

let server: TestServer;
let host: HostInbox;
let browser: Browser;
let people: Map<number, string>;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  [server, host] = await Promise.all([startServer(), startHost()]);
  people = await server.tieInbox(host.origin, Array.from({ length: 60 }, (_, i) => i + 1));
  browser = await launchChromium();
  await setUp(browser.context);
  page = await browser.context.newPage();
  page.on("console", (m) => console.log("PAGE", m.text()));
  await page.goto(`${host.origin}/app/accounts/1/conversations/1`);
  panel = await panelOf(page);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), host?.close()]);
});

async function setUp(context: BrowserContext): Promise<void> {
  const [background] = context.serviceWorkers();
  await background?.evaluate(
    (site) => (globalThis as never as { chrome: { storage: { local: { set(v: unknown): Promise<void> } } } }).chrome.storage.local.set({ sites: [site] }),
    { inbox: "chatwoot", origin: host.origin, account: null, link: { server: server.origin, workspace: "shop" } },
  );
}

test("docks", async () => {
  await page.waitForTimeout(1500);
  await page.screenshot({ path: "/tmp/probe/a.png" });
  console.log(await panel.evaluate(() => document.body.innerText), people.size, emailOf("admin"), PASSWORD);
  expect(1).toBe(1);
});
