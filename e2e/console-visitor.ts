import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { findChromium } from "../scripts/browsers.ts";
import { PASSWORD, type TestServer } from "./server.ts";

/** A Chromium in which every visitor has a profile of their own. */
export async function launchForVisitors(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium found; `npm test` installs one.");
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ["--no-sandbox"] : [] });
}

/** Somebody at the console with a browser of their own. */
export interface Visitor {
  page: Page;
  context: BrowserContext;
  /** What the page did not expect; a refused request is no such thing. */
  problems: string[];
  heading(name: string): Locator;
  goTo(path: string): Promise<void>;
}

export async function openConsole(browser: Browser, server: TestServer, path = ""): Promise<Visitor> {
  const context = await browser.newContext({ locale: "en-US", viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      problems.push(message.text());
    }
  });
  await page.goto(`${server.origin}/console?workspace=shop${path && `#/${path}`}`);
  return {
    page,
    context,
    problems,
    heading: (name) => page.getByRole("heading", { level: 1, name }),
    goTo: (path) => page.evaluate((hash) => void (location.hash = hash), `#/${path}`),
  };
}

/** From the console's own button over the sign-in page and back. */
export async function signIn({ page }: Visitor, email: string): Promise<void> {
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator('input[type="email"]').fill(email);
  await page.locator('input[type="password"]').fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".page-title");
}
