import { createServer, type Server } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import puppeteer, { type Browser, type Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFirefox } from "../scripts/browsers.ts";
import { insertContact } from "../worker/test/workspace.ts";
import { emailOf, PASSWORD, startServer, type TestServer } from "./server.ts";

const EXTENSION = resolve(process.env["ALONGSIDE_OUT"] ?? ".output/local", "firefox-mv3");

let server: TestServer;
let inbox: Server;
let browser: Browser;
let page: Page;
let profile: string;

beforeAll(async () => {
  [server, inbox] = await startBoth();
  await insertContact(server.workspace.db, Date.now(), { externalId: "U-first", name: "First Customer" });
  profile = await mkdtemp(join(tmpdir(), "alongside-firefox-"));
  browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: findFirefox() ?? "no Firefox found",
    headless: true,
    userDataDir: profile,
  });
  await browser.installExtension(EXTENSION);
  page = await browser.newPage();
  await page.setViewport({ width: 1440, height: 900 });
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  inbox?.close();
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
});

/** The server, and on the port after it a page that says of itself what the demo inbox says. */
async function startBoth(): Promise<[TestServer, Server]> {
  for (let tries = 0; tries < 20; tries++) {
    const started = await startServer();
    const page = createServer((_request, response) => {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html data-theme="dark"><meta name="alongside-demo" content="shop">
        <body><a href="#/conversations/1" data-channel-account="Ubot" data-external-id="U-first">first</a>
        <div data-conversation="1" style="height: 200px">thread</div></body></html>`);
    });
    const port = Number(new URL(started.origin).port) + 1;
    const free = await new Promise<boolean>((done) => {
      page.once("error", () => done(false));
      page.listen(port, "127.0.0.1", () => done(true));
    });
    if (free) return [started, page];
    await started.close();
  }
  throw new Error("no two free ports side by side");
}

// WebDriver shows neither frames nor pages of an extension: what they do is seen from outside.
test("docks, signs in by the browser's own window and asks for the open conversation", async () => {
  await page.goto(`${server.origin.replace(/\d+$/, (port) => String(Number(port) + 1))}/#/conversations/1`);
  const docked = await page.waitForFunction(() => {
    const panel = document.querySelector("alongside-panel");
    return (
      document.documentElement.dataset["alongside"] === "docked" && panel?.getBoundingClientRect().toJSON()
    );
  });
  expect(await docked.jsonValue()).toMatchObject({ width: 360, right: 1440 });
  const window = await pressSignIn();
  await window.waitForSelector("input[name=email]");
  await window.type("input[name=email]", emailOf("agent"));
  await window.type("input[name=password]", PASSWORD);
  await window.keyboard.press("Enter");
  await expect.poll(() => server.calls, { timeout: 15_000 }).toEqual(["panel.open"]);
});

/** The button is the first thing the Tab key finds in the panel; pressed until its window opens. */
async function pressSignIn(): Promise<Page> {
  const before = new Set(await browser.pages());
  for (let tries = 0; tries < 20; tries++) {
    await page.mouse.click(1260, 700);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await new Promise((resolve) => setTimeout(resolve, 500));
    const opened = (await browser.pages()).find((one) => !before.has(one));
    if (opened) return opened;
  }
  throw new Error("the panel opened no window to sign in");
}
