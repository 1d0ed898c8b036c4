import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser, BrowserContextOptions, FrameLocator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePortPair } from "../scripts/free-port.ts";
import type { DemoPlace } from "../shared/schemas/demo.ts";
import { STAFF } from "../worker/demo/shop.ts";
import { nodeConfig } from "../worker/runtime/node-env.ts";
import { type NodeServer, startNodeServer } from "../worker/runtime/node-server.ts";
import { violations } from "./axe.ts";
import { launchForVisitors } from "./console-visitor.ts";

let data: string;
let port: number;
let server: NodeServer;
let browser: Browser;

const start = () =>
  startNodeServer(nodeConfig({ PORT: String(port), ALONGSIDE_DATA: data, ALONGSIDE_DEMO: "on" }));

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "alongside-demo-"));
  port = await freePortPair();
  server = await start();
  browser = await launchForVisitors();
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

/** Somebody at the demo inbox with a browser of their own, in Taipei. */
async function visit(options: BrowserContextOptions = {}) {
  const context = await browser.newContext({
    locale: "en-US",
    timezoneId: "Asia/Taipei",
    viewport: { width: 1440, height: 900 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.goto(server.demo?.url ?? "");
  await page.locator(".demo-entry").first().waitFor();
  return { page, problems, panel: page.frameLocator(".demo-panel-frame") };
}

async function signIn(page: Page, panel: FrameLocator): Promise<void> {
  const agent = server.demo?.access?.members.agent;
  const opened = page.context().waitForEvent("page");
  await panel.getByRole("button", { name: "Sign in" }).click();
  const popup = await opened;
  await popup.locator("input[type=email]").fill(agent?.email ?? "");
  await popup.locator("input[type=password]").fill(agent?.password ?? "");
  await Promise.all([popup.waitForEvent("close"), popup.getByRole("button").click()]);
}

/** Somebody on LINE who has not written yet. */
const USER = "Ufeedfeedfeedfeedfeedfeedfeedfeed";

const entry = (page: Page, name: string) => page.locator(".demo-entry", { hasText: name });
const bubbles = (page: Page) => page.locator(".demo-turn > :not(.demo-small:last-child)");

test("who signs in within the panel sees the customer of each conversation they open", async () => {
  const { page, panel, problems } = await visit();
  await entry(page, "陳冠宇").click();
  await signIn(page, panel);
  await panel.getByText("kuanyu.chen@example.org").waitFor();
  await entry(page, "張家豪").click();
  await panel.getByText("jiahao.chang@example.com").waitFor();
  expect(await panel.getByText("kuanyu.chen@example.org").count()).toBe(0);
  expect(problems).toEqual([]);
});

test("the commands it offers bring a message into the thread that is open", async () => {
  const { page } = await visit();
  await entry(page, "張家豪").click();
  await bubbles(page).last().waitFor();
  const place = (await (await fetch(`${server.demo?.url}/api/place`)).json()) as DemoPlace;

  await page.locator(".demo-send summary").click();
  const shown = await page.locator(".demo-send pre").textContent();
  expect(shown).toBe(place.lineCommand.replace("USER_ID", place.newcomer));
  await promisify(execFile)("bash", ["-c", shown ?? ""]);
  const newest = page.locator(".demo-entry").first();
  await newest.getByText("請問還有貨嗎？").waitFor();
  expect(await newest.locator(".demo-unread").textContent()).toBe("1");

  await newest.click();
  const second = (await page.locator(".demo-send pre").textContent()) ?? "";
  await promisify(execFile)("bash", ["-c", second.replace("請問還有貨嗎？", "我要兩件")]);
  await bubbles(page).getByText("我要兩件").waitFor();
  expect(await newest.locator(".demo-unread").count()).toBe(0);
});

test("keys go through the list and open a conversation", async () => {
  const { page } = await visit();
  await page.locator(".demo-entry").first().focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Enter"]) await page.keyboard.press(key);
  const second = page.locator(".demo-entry").nth(1);
  await page.waitForSelector(".demo-thread");
  expect(await second.getAttribute("aria-current")).toBe("page");
  await page.keyboard.press("j");
  await page.waitForFunction(
    () => document.querySelectorAll(".demo-entry")[2]?.getAttribute("aria-current") === "page",
  );
});

test("a long thread loads back to its beginning without moving what is read", async () => {
  const { page } = await visit();
  await entry(page, "陳冠宇").click();
  await bubbles(page).last().waitFor();
  const thread = page.locator(".demo-thread");
  const atEnd = await thread.evaluate((e) => e.scrollHeight - e.scrollTop - e.clientHeight);
  expect(atEnd).toBeLessThan(2);
  let moved = 0;
  while (await page.locator(".demo-more", { hasText: "earlier" }).count()) {
    const before = await bubbles(page).count();
    moved += await thread.evaluate(async (element) => {
      element.scrollTop = 60;
      // The first turn may go on in what is loaded; the second stays what it is.
      const [, second] = element.querySelectorAll(".demo-turn");
      const top = () => second?.getBoundingClientRect().top ?? 0;
      const was = top();
      const children = element.children.length;
      while (element.children.length === children) await new Promise(requestAnimationFrame);
      return Math.abs(top() - was);
    });
    expect(await bubbles(page).count()).toBeGreaterThan(before);
  }
  expect(moved).toBeLessThan(2);
  expect(await bubbles(page).count()).toBeGreaterThan(250);
});

test("one pane at a time where there is room for one", async () => {
  const { page } = await visit({ viewport: { width: 400, height: 800 } });
  expect(await page.locator(".demo-main").isVisible()).toBe(false);
  await entry(page, "張家豪").click();
  await bubbles(page).last().waitFor();
  expect(await page.locator(".demo-list").isVisible()).toBe(false);
  await page.getByRole("button", { name: "Show the customer" }).click();
  expect(await page.locator(".demo-panel-frame").isVisible()).toBe(true);
  await page.getByRole("button", { name: "Hide the customer" }).click();
  await page.getByRole("link", { name: "Back to the list" }).click();
  await page.locator(".demo-list").waitFor();
});

test.each([
  { locale: "en-US", colorScheme: "light", viewport: { width: 1280, height: 800 } },
  { locale: "zh-TW", colorScheme: "dark", viewport: { width: 900, height: 800 } },
  { locale: "zh-TW", colorScheme: "light", viewport: { width: 360, height: 700 } },
] as const)("axe finds nothing: $locale, $colorScheme, $viewport.width px", async (options) => {
  const { page, problems } = await visit(options);
  // The panel in its frame has tests of its own.
  const faults = () => violations(page, { iframes: false });
  expect(await faults()).toEqual([]);
  await entry(page, "陳冠宇").click();
  await bubbles(page).last().waitFor();
  await page.locator(".demo-send summary").click();
  expect(await faults()).toEqual([]);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wider).toBe(false);
  expect(problems).toEqual([]);
});

test("a signed message, a tag applied twice, a restart: the count is 2, the log is right, all is kept", async () => {
  const { page, panel } = await visit();
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const printed = /```sh\n(SECRET=[^]*?)```/.exec(readme)?.[1] ?? "";
  const commands = printed.replace(":8787", `:${port}`).replace("U0000000000000000000000000000cafe", USER);
  await promisify(execFile)("bash", ["-c", commands]);
  await page.locator(`.demo-entry[data-external-id="${USER}"]`).click();
  await bubbles(page).getByText("請問週末有營業嗎？").waitFor();
  await signIn(page, panel);

  const field = panel.getByRole("combobox", { name: "Add a tag" });
  await field.fill("熟客");
  await field.press("Enter");
  const tag = panel.locator(".tag", { hasText: "熟客" });
  await tag.getByRole("img", { name: "applied 1 time" }).waitFor();
  await field.fill("熟客");
  await field.press("Enter");
  await panel.getByRole("dialog").getByRole("button", { name: "Apply again" }).click();
  await tag.getByRole("img", { name: "applied 2 times" }).waitFor();

  const seen = async () => {
    await panel.locator(".event", { hasText: "Tag “熟客” applied again" }).waitFor();
    const events = await panel.locator(".event-what").allTextContents();
    const { agent } = STAFF;
    expect(events.slice(0, 2)).toEqual([`Tag “熟客” applied again ${agent}`, `Tag “熟客” applied ${agent}`]);
    expect(await tag.locator(".tag-count").textContent()).toBe("2");
  };
  await seen();
  await server.stop();
  server = await start();
  await page.reload();
  await seen();
  await bubbles(page).getByText("請問週末有營業嗎？").waitFor();
});
