import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { newAttempt } from "../worker/test/browser.ts";
import { violations } from "./axe.ts";
import { type Browser, launchChromium } from "./browser.ts";
import { emailOf, PASSWORD, startServer, type TestServer } from "./server.ts";

let server: TestServer;
let browser: Browser;
beforeAll(async () => {
  server = await startServer();
  browser = await launchChromium(null);
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
});

/** A page of a browser that is signed in nowhere; complaints of its console are collected. */
async function openPage(): Promise<{ page: Page; complaints: string[] }> {
  await browser.context.clearCookies();
  const page = await browser.context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const ofStatus = message.text().startsWith("Failed to load resource");
    if (message.type() === "error" && !ofStatus) complaints.push(message.text());
  });
  return { page, complaints };
}

const addressOf = (client: "console" | "extension") => {
  const redirect = client === "console" ? { redirect_uri: `${server.origin}/console` } : {};
  return server.origin + newAttempt(client, redirect).path;
};

const fillIn = async (page: Page, email: string, password: string) => {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
};

async function invitation(): Promise<string> {
  const input = { operationId: newId(Date.now()), name: "王美麗", role: "sales" as const };
  const email = `guest-${newId(Date.now())}@shop.test`;
  const { members } = server.workspace.client("admin");
  const { url } = await members.invite.mutate({ ...input, email });
  return url.replace("http://alongside.test", server.origin);
}

/** The widths at which the page is wider than its window. */
async function overflowsOf(page: Page): Promise<number[]> {
  const found: number[] = [];
  for (const width of [480, 280, 360]) {
    await page.setViewportSize({ width, height: 640 });
    const overflows = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth > clientWidth;
    });
    if (overflows) found.push(width);
  }
  return found;
}

test("each page, at each width, in both languages and schemes, has no fault", async () => {
  const { page, complaints } = await openPage();
  const link = await invitation();
  const pages: [string, () => Promise<unknown>][] = [
    ["sign in", () => page.goto(addressOf("extension"))],
    ["invitation", () => page.goto(link)],
    ["dead link", () => page.goto(`${link}x`)],
    ["refused", () => page.goto(addressOf("console").replace("S256", "plain"))],
    [
      "wrong password",
      async () => {
        await page.goto(addressOf("extension"));
        await fillIn(page, "somebody@shop.test", "not the password");
      },
    ],
    [
      "continue",
      async () => {
        await page.goto(addressOf("console"));
        await fillIn(page, emailOf("agent"), PASSWORD);
        await page.waitForURL(/\/console\?code=/);
        await page.goto(addressOf("extension"));
      },
    ],
  ];
  for (const [name, open] of pages) {
    await open();
    for (const language of ["en", "zh-TW"]) {
      const overflows = await overflowsOf(page);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme });
        const seen = { name, language, colorScheme };
        expect({ ...seen, overflows, faults: await violations(page) }).toEqual({
          ...seen,
          overflows: [],
          faults: [],
        });
      }
      // A page that answers a form says the rest of its words when it is opened anew.
      if (name === "wrong password") break;
      await page.getByRole("link", { name: language === "en" ? "中文（台灣）" : "English" }).click();
    }
  }
  expect(complaints).toEqual([]);
});

test("the form leads to the console, and an extension's to its own address", async () => {
  const { page, complaints } = await openPage();
  await page.goto(addressOf("extension"));
  const asked = page.waitForEvent("request", (request) => request.url().includes(".chromiumapp.org/"));
  await fillIn(page, emailOf("agent"), PASSWORD);
  const redirect = await asked;
  expect(new URL(redirect.url()).searchParams.get("state")).toBe("state-of-the-surface");
  expect(redirect.headers()["referer"]).toBeUndefined();

  // Of the same browser; the first page still looks for the extension's address, which nobody has here.
  const console = await browser.context.newPage();
  await console.goto(addressOf("console"));
  expect(console.url()).toMatch(/\/console\?code=[\w-]{43}&state=state-of-the-surface$/);
  expect(complaints).toEqual([]);
});

test("by keyboard alone: a password that is too short, then one that is not, then the console", async () => {
  const { page, complaints } = await openPage();
  await page.goto(await invitation());
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await page.keyboard.type("a new long password");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Password saved" }).waitFor();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Open the console");
  expect(await violations(page)).toEqual([]);
  await page.goto(addressOf("console"));
  expect(page.url()).toContain("/console?code=");
  expect(complaints).toEqual([]);
});
