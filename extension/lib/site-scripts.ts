import { browser } from "wxt/browser";
import { loadSites } from "./sites.ts";

const ID = "inbox";
const FILE = "/content-scripts/inbox.js";

/** Match patterns cannot name a port in every browser; the script itself compares the whole origin. */
const patternOf = (origin: string) => {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${hostname}/*`;
};

/**
 * Registers the content script for the inboxes that were set up, and for this machine's own pages in a
 * build that may see them. Pages already open get it at once.
 */
export async function registerSites(): Promise<void> {
  const wanted = new Set((await loadSites()).map((site) => patternOf(site.origin)));
  for (const local of ["http://localhost/*", "http://127.0.0.1/*"]) wanted.add(local);
  const matches: string[] = [];
  for (const pattern of wanted)
    if (await browser.permissions.contains({ origins: [pattern] })) matches.push(pattern);

  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  if (matches.length === 0) {
    if (registered) await browser.scripting.unregisterContentScripts({ ids: [ID] });
    return;
  }
  const script = { id: ID, matches, js: [FILE.slice(1)], runAt: "document_idle" as const };
  if (registered) await browser.scripting.updateContentScripts([script]);
  else await browser.scripting.registerContentScripts([{ ...script, persistAcrossSessions: true }]);
}

/** Puts the script into open pages of those inboxes: after setting up, and after an update. */
export async function injectIntoOpenTabs(): Promise<void> {
  const [registered] = await browser.scripting.getRegisteredContentScripts({ ids: [ID] });
  const tabs = registered?.matches ? await browser.tabs.query({ url: registered.matches }) : [];
  for (const { id } of tabs) {
    if (id === undefined) continue;
    // A page that is an error page or still loading refuses; it gets the script when it loads.
    await browser.scripting.executeScript({ target: { tabId: id }, files: [FILE] }).catch(() => undefined);
  }
}
