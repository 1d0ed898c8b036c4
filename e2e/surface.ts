import type { BrowserContext, Frame, Page } from "playwright-core";
import { panelOf } from "./browser.ts";
import type { TestServer } from "./server.ts";

/** Ties an inbox to the server's workspace, as the set-up page does. */
export async function setUpSite(context: BrowserContext, inbox: string, server: TestServer): Promise<void> {
  const [background] = context.serviceWorkers();
  const site = {
    inbox: "chatwoot",
    origin: inbox,
    account: null,
    link: { server: server.origin, workspace: server.workspace.slug },
  };
  await background?.evaluate((value) => {
    const { chrome } = globalThis as unknown as {
      chrome: { storage: { local: { set(items: object): Promise<void> } } };
    };
    return chrome.storage.local.set({ sites: [value] });
  }, site);
}

/** A page of the inbox with its panel. */
export async function openInbox(
  context: BrowserContext,
  origin: string,
  path: string,
): Promise<{ page: Page; panel: Frame }> {
  const page = await context.newPage();
  await page.goto(origin + path);
  return { page, panel: await panelOf(page) };
}

/** Resolves once the panel shows that customer and the server has confirmed it. */
export async function shows(panel: Frame, name: string): Promise<void> {
  await panel.locator("h1.head-name", { hasText: new RegExp(`^${name}\\s*$`) }).waitFor({ timeout: 10_000 });
  await panel.locator(".panel-unconfirmed").waitFor({ state: "detached", timeout: 10_000 });
}
