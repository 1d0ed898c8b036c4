import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, panelOf } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import type { HostInbox } from "./host/server.ts";

let fixture: Fixture;
let host: HostInbox;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  fixture = await startFixture([1]);
  ({ host, browser } = fixture);
  page = await browser.context.newPage();
});
afterAll(() => fixture?.close());

/** Where the panel and the thread are, px. */
async function layoutOf(width: number, query = "") {
  await page.setViewportSize({ width, height: 800 });
  await page.goto(`${host.origin}/app/accounts/1/conversations/1${query}`);
  await panelOf(page);
  return measure();
}

async function measure() {
  // Two frames: what was observed has been answered.
  return page.evaluate(
    () =>
      new Promise<{ panel: DOMRect; thread: DOMRect; docked: boolean }>((resolve) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            const box = (selector: string) =>
              document.querySelector(selector)?.getBoundingClientRect().toJSON() as DOMRect;
            resolve({
              panel: box("alongside-panel"),
              thread: box(".reply-box"),
              docked: document.documentElement.dataset["alongside"] === "docked",
            });
          }),
        ),
      ),
  );
}

/** The dock's own buttons are in a closed shadow root: only a pointer or the keyboard reaches them. */
const pressFold = async () => {
  const { panel } = await measure();
  await page.mouse.click(panel.left - 8, panel.top + panel.height / 2);
};
const pressUnfold = async (width: number) => page.mouse.click(width - 12, 400);

test.each([1280, 1440, 1920])("stands beside the thread at %i px", async (width) => {
  const { panel, thread, docked } = await layoutOf(width);
  expect(docked).toBe(true);
  expect(panel).toMatchObject({ width: 360, right: width, height: 800 });
  expect(thread.right).toBeLessThanOrEqual(panel.left);
  expect(thread.width).toBeGreaterThanOrEqual(380);
});

test.each([1280, 1440, 1500])(
  "covers the inbox's own sidebar rather than the thread at %i px",
  async (width) => {
    const { panel, thread, docked } = await layoutOf(width, "?sidebar");
    expect(docked).toBe(true);
    expect(panel).toMatchObject({ right: width, width: 340 });
    expect(thread.width).toBeGreaterThanOrEqual(380);
    expect(thread.right).toBeLessThanOrEqual(panel.left);
  },
);

test("folds when there is no room, and opens over the page when asked", async () => {
  const folded = await layoutOf(900);
  expect(folded.docked).toBe(false);
  expect(folded.thread.width).toBeGreaterThanOrEqual(380);
  await pressUnfold(900);
  expect(await measure()).toMatchObject({ docked: true, panel: { width: 360, right: 900 } });
});

test("stands at the left of a page that reads from the right", async () => {
  const { panel, thread } = await layoutOf(1440, "?rtl");
  expect(panel.left).toBe(0);
  expect(thread.left).toBeGreaterThanOrEqual(panel.right);
});

test("follows the page into the dark", async () => {
  await layoutOf(1440, "?dark");
  const panel = await panelOf(page);
  const theme = () => panel.evaluate(() => document.documentElement.dataset["theme"]);
  await panel.getByRole("button", { name: "Sign in" }).waitFor();
  // Without a member nothing of the conversation is shown, and its looks are followed all the same.
  await expect.poll(theme).toBe("dark");
  await page.evaluate(() => document.body.classList.remove("dark"));
  await expect.poll(theme).toBe("light");
});

test("gives the room back when it is folded, and stays folded on the next page", async () => {
  const before = await layoutOf(1440);
  await pressFold();
  const folded = await measure();
  expect(folded.docked).toBe(false);
  expect(folded.thread.right).toBeGreaterThan(before.thread.right + 300);
  expect((await layoutOf(1440)).docked).toBe(false);
  await pressUnfold(1440);
  expect((await measure()).docked).toBe(true);
  expect((await layoutOf(1440)).docked).toBe(true);
});

test("is as wide as it was pulled, between 280 and 480 px, and remembers it", async () => {
  const { panel } = await layoutOf(1920);
  const pull = async (from: number, to: number) => {
    await page.mouse.move(from, 100);
    await page.mouse.down();
    // As a hand does, in many small steps.
    await page.mouse.move(to, 100, { steps: 24 });
    await page.mouse.up();
  };
  await pull(panel.left - 3, panel.left - 60);
  await expect.poll(async () => (await measure()).panel.width).toBe(420);
  await expect.poll(async () => (await layoutOf(1920)).panel.width).toBe(420);
  await pull(1497, 100);
  await expect.poll(async () => (await measure()).panel.width).toBe(480);
  await pull(1437, 1900);
  await expect.poll(async () => (await measure()).panel.width).toBe(280);
});
