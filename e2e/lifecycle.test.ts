import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM_ID } from "../shared/extension-ids.ts";
import { type Browser, launchChromium, panelOf, signIn } from "./browser.ts";
import { type HostInbox, startHost } from "./host/server.ts";
import { emailOf, nameOf, PASSWORD, startServer, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let server: TestServer;
let host: HostInbox;
let browser: Browser;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  [server, host, browser] = await Promise.all([startServer(), startHost(), launchChromium()]);
  await server.tieInbox(host.origin, [1, 2]);
  page = await browser.context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), host?.close()]);
});

const ours = (name: string) => `chrome-extension://${CHROMIUM_ID}/${name}`;

test("an inbox that is set up gets its panel without being loaded again", async () => {
  await page.goto(`${host.origin}/app/accounts/1/conversations/1`);
  const setUp = await browser.context.newPage();
  await setUp.goto(
    ours(`setup.html#${new URLSearchParams({ origin: host.origin, account: "1" }).toString()}`),
  );
  await setUp.getByLabel("Address of your Alongside server").fill(server.origin);
  await setUp.getByRole("button", { name: "Allow and save" }).click();
  await setUp.getByText("This is not the address of a workspace").waitFor();
  await setUp.getByLabel("Address of your Alongside server").fill(`${server.origin}/w/shop`);
  await setUp.getByRole("button", { name: "Allow and save" }).click();
  await setUp.getByText("Saved.", { exact: false }).waitFor();
  await setUp.close();
  panel = await panelOf(page);
  await signIn(panel, emailOf("agent"), PASSWORD);
  await shows(panel, nameOf(1));
  expect(server.calls).toEqual(["panel.open"]);
});

/** Ends the background as the browser does when it is idle. */
async function endBackground(): Promise<void> {
  const extension = await browser.context.newPage();
  await extension.goto(ours("setup.html"));
  const session = await browser.context.newCDPSession(extension);
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.stopAllWorkers");
  await extension.close();
}

const notes = async () =>
  (await server.workspace.db.read([{ sql: "select text from note order by created_at", args: [] }]))[0]?.rows;

async function write(text: string): Promise<void> {
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.fill(text);
  await note.press("Control+Enter");
  await panel.locator(".note", { hasText: text }).waitFor();
}

test("follows, writes and sends after the background was ended", async () => {
  await endBackground();
  await page.click('[data-test="2"]');
  await shows(panel, nameOf(2));
  await endBackground();
  await write("after its end");
  await expect.poll(notes).toEqual([{ text: "after its end" }]);
});

test("what could not be sent when the background was ended is sent once, later", async () => {
  server.down = true;
  await write("kept");
  await endBackground();
  server.down = false;
  await expect.poll(notes, { timeout: 20_000 }).toEqual([{ text: "after its end" }, { text: "kept" }]);
});

test("what a killed tab left behind goes out without any page", async () => {
  server.down = true;
  await write("left behind");
  await page.close();
  server.down = false;
  await expect
    .poll(notes, { timeout: 60_000, interval: 500 })
    .toEqual([{ text: "after its end" }, { text: "kept" }, { text: "left behind" }]);
});

test("stands in the browser's own side panel too", async () => {
  page = await browser.context.newPage();
  await page.goto(`${host.origin}/app/accounts/1/conversations/1`);
  // A page of the extension in a tab of its own is mounted as the side panel is: beside the active tab.
  const own = await browser.context.newPage();
  await own.goto(ours("panel.html"));
  await page.bringToFront();
  await shows(own.mainFrame(), nameOf(1));
  await page.click('[data-test="2"]');
  await shows(own.mainFrame(), nameOf(2));
  expect(await own.locator("h1.head-name").count()).toBe(1);
});

test("leaves no dead frame on a page when the extension is replaced, and loses no draft", async () => {
  panel = await panelOf(page);
  const note = () => panel.getByRole("textbox", { name: "New note" });
  await note().fill("half a thought");
  const other = await browser.context.newPage();
  await other.goto(ours("setup.html"));
  const reload = () => {
    const { chrome } = globalThis as unknown as { chrome: { runtime: { reload(): void } } };
    chrome.runtime.reload();
  };
  // It takes its own pages with it.
  await other.evaluate(reload).catch(() => undefined);
  await expect.poll(() => page.frames().length, { timeout: 10_000 }).toBe(1);
  expect(await page.evaluate(() => document.querySelectorAll("alongside-panel").length)).toBe(1);
  await browser.restart();
  page = await browser.context.newPage();
  await page.goto(`${host.origin}/app/accounts/1/conversations/2`);
  panel = await panelOf(page);
  await shows(panel, nameOf(2));
  await expect.poll(() => note().inputValue()).toBe("half a thought");
});
