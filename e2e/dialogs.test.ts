import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchForVisitors, openConsole, signIn, type Visitor } from "./console-visitor.ts";
import { emailOf, startServer, type TestServer } from "./server.ts";

let server: TestServer;
let browser: Browser;
let admin: Visitor;

beforeAll(async () => {
  [server, browser] = await Promise.all([startServer(), launchForVisitors()]);
  admin = await openConsole(browser, server);
  await signIn(admin, emailOf("admin"));
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

test("what is shown once follows another dialog, and gives the focus back to what opened that", async () => {
  const { page } = admin;
  await admin.goTo("settings/webhooks");
  const opener = page.getByRole("button", { name: "Add an endpoint" });
  await opener.focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Name").fill("ERP");
  await page.getByLabel("Address").fill("https://erp.example.com/hook");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("#webhook-secret:focus").waitFor();
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  await expect.poll(() => opener.evaluate((button) => button === document.activeElement)).toBe(true);
});

test("a token made for the other side is copied from where it is shown", async () => {
  const { page, context } = admin;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await admin.goTo("settings/connections");
  await page.getByRole("button", { name: "Add a connection" }).click();
  await page.locator(".kind", { hasText: "Messenger and Instagram" }).click();
  const token = await page.getByLabel("Verify token").inputValue();
  expect(token.length).toBeGreaterThan(40);
  await page.getByRole("button", { name: "Copy Verify token" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  expect(admin.problems).toEqual([]);
});
