import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type BrowserContext, chromium, type Frame, type Page } from "playwright-core";
import { CHROMIUM_ID } from "../shared/extension-ids.ts";
import { findChromium } from "../scripts/browsers.ts";

/** The local flavour, as `npm test` builds it. */
export const EXTENSION = resolve(process.env["ALONGSIDE_OUT"] ?? ".output/local", "chrome-mv3");

const QUIET = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--mute-audio",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export interface Browser {
  context: BrowserContext;
  /** Ends it and starts it again with the same profile. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A Chromium with a profile of its own, headless. @param extension folder to load; null for none */
export async function launchChromium(extension: string | null = EXTENSION): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("No Chromium found; `npm test` installs one.");
  const profile = await mkdtemp(join(tmpdir(), "alongside-profile-"));
  const open = async () => {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath,
      headless: true,
      locale: "en-US",
      viewport: { width: 1440, height: 900 },
      args: [
        ...QUIET,
        ...(extension ? [`--disable-extensions-except=${extension}`, `--load-extension=${extension}`] : []),
      ],
    });
    if (extension && context.serviceWorkers().length === 0) await context.waitForEvent("serviceworker");
    return context;
  };
  const browser: Browser = {
    context: await open(),
    async restart() {
      await browser.context.close();
      browser.context = await open();
    },
    async close() {
      await browser.context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
  return browser;
}

export const PANEL_URL = `chrome-extension://${CHROMIUM_ID}/panel.html`;

/** The docked panel of a page, as soon as it is there. */
export async function panelOf(page: Page): Promise<Frame> {
  for (let tries = 0; tries < 200; tries++) {
    const frame = page.frames().find((one) => one.url().startsWith(PANEL_URL));
    if (frame) {
      await frame.waitForLoadState("domcontentloaded");
      return frame;
    }
    await page.waitForTimeout(50);
  }
  throw new Error(`no panel was docked on ${page.url()}`);
}

/** Presses the panel's button and signs in in the browser's own window. */
export async function signIn(panel: Frame, email: string, password: string): Promise<void> {
  const button = panel.getByRole("button", { name: "Sign in" });
  await button.waitFor();
  const [window] = await Promise.all([panel.page().context().waitForEvent("page"), button.click()]);
  await window.fill("input[name=email]", email);
  await window.fill("input[name=password]", password);
  await Promise.all([window.waitForEvent("close"), window.getByRole("button").click()]);
}
