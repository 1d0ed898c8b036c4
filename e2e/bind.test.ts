import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { identity } from "../worker/test/fakes/pixel.ts";
import { rowsOf } from "../worker/test/work.ts";
import type { Browser } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import type { TestServer } from "./server.ts";
import { type Shop, startShop } from "./shop/server.ts";

let fixture: Fixture;
let server: TestServer;
let shop: Shop;
let browser: Browser;
let inbox: Page;
let panel: Frame;

beforeAll(async () => {
  fixture = await startFixture([1]);
  ({ server, browser } = fixture);
  shop = await startShop(server);
  ({ page: inbox, panel } = await fixture.openAs("agent"));
});
afterAll(async () => {
  await fixture?.close();
  await shop?.close();
});

const identify = (page: Page, memberId: string) =>
  page.evaluate(
    (claim) => {
      (globalThis as unknown as { alongside(word: string, facts: unknown): void }).alongside(
        "identify",
        claim,
      );
    },
    identity({ memberId }, Date.now()) as Record<string, unknown>,
  );

test("a customer binds through the shop by the link an agent copied, and the panel says how", async () => {
  await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: "Copy a binding link" }).click();
  await panel.getByRole("button", { name: "Copy the binding link" }).click();
  const copied = () => inbox.evaluate(() => navigator.clipboard.readText());
  await expect.poll(copied).toMatch(/^http/);
  const page = await browser.context.newPage();
  await page.goto(await copied());
  await page.getByRole("link", { name: /Go to 127\.0\.0\.1/ }).click();
  await page.getByRole("heading", { name: "A shop" }).waitFor();
  await page.waitForFunction(() => !location.hash);
  // They sign in on another page of the shop; the tab remembers what it came for.
  await page.goto(`${shop.origin}/account`);
  await page.waitForFunction(
    () => (globalThis as unknown as { alongside?: { q?: unknown } }).alongside?.q === undefined,
  );
  await identify(page, "M-2026");
  await page.getByRole("heading", { name: "Is this you?" }).waitFor();
  await page.getByText("M-2026").waitFor();
  expect(page.url()).not.toContain("M-2026");
  expect(await rowsOf(server.workspace, "select 1 from binding")).toEqual([]);
  await page.getByRole("button", { name: "Bind" }).click();
  await page.getByText("You can close this page").waitFor();
  await server.workspace.db.write(["update contact set version = version + 1"]);
  ({ page: inbox, panel } = await fixture.openAnew());
  await panel.getByRole("region", { name: "Bindings" }).getByText("by a binding button").waitFor();
  await panel.getByText("M-2026").first().waitFor();
});
