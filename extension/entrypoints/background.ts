import { browser } from "wxt/browser";
import { defineBackground } from "wxt/utils/define-background";
import { type BackgroundCall, serveInBackground } from "../lib/background-calls.ts";
import type { ToInbox } from "../lib/messages.ts";
import { drainAll, drainOnAlarm, drainOne, setOutboxAlarm } from "../lib/outbox-background.ts";
import { goInTab, helloTo, relayWithinTabs } from "../lib/relay.ts";
import { createSession } from "../lib/session.ts";
import { openSignInWindow } from "../lib/sign-in.ts";
import { injectIntoOpenTabs, registerSites } from "../lib/site-scripts.ts";
import { loadSites, onSitesChanged } from "../lib/sites.ts";
import { callTable } from "../lib/tables-own.ts";

/** Keeps nothing in memory: the browser ends it when it is idle and starts it again for each event. */
export default defineBackground(() => {
  serveInBackground(work);
  drainOnAlarm();
  relayWithinTabs();

  browser.runtime.onInstalled.addListener(() => void registerSites().then(injectIntoOpenTabs));
  browser.runtime.onStartup.addListener(() => void Promise.all([registerSites(), drainAll()]));
  browser.permissions.onAdded.addListener(() => void registerSites().then(injectIntoOpenTabs));
  browser.permissions.onRemoved.addListener(() => void registerSites());
  onSitesChanged(() => void registerSites().then(injectIntoOpenTabs), new AbortController().signal);

  browser.action.onClicked.addListener((tab) => void clicked(tab.id, tab.url));
});

async function work(call: BackgroundCall, tabId: number | undefined): Promise<unknown> {
  switch (call.type) {
    case "table":
      if (call.table === "outbox" && call.method === "add") await setOutboxAlarm();
      return callTable(call.table, call.method, call.args);
    case "drain":
      return drainOne(call.link, call.memberId);
    case "sign-in":
      return openSignInWindow(call.url);
    case "hello":
      return tabId === undefined ? false : helloTo(tabId);
    case "go":
      return tabId === undefined ? false : goInTab(tabId, call.to);
    case "token": {
      const session = createSession({ link: call.link, mount: "background" });
      return session.token(call.refused ?? undefined).finally(session.close);
    }
  }
}

/** On an inbox that is set up the button brings the panel; elsewhere it offers to set the page up. */
async function clicked(tabId: number | undefined, url: string | undefined): Promise<void> {
  const page = url?.startsWith("http") ? new URL(url) : null;
  const known = page && (await loadSites()).some((site) => site.origin === page.origin);
  if (known && tabId !== undefined) {
    const message: ToInbox = { type: "panel:show" };
    const shown = await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).then(
      () => true,
      () => false,
    );
    if (shown) return;
    await registerSites();
    await injectIntoOpenTabs();
    return;
  }
  const setUp = new URL(browser.runtime.getURL("/setup.html"));
  if (page) setUp.hash = new URLSearchParams({ origin: page.origin, account: accountIn(page) }).toString();
  await browser.tabs.create({ url: setUp.href });
}

/** Chatwoot's account number: the only part of the page's address that set-up needs. */
const accountIn = (page: URL) => /^\/app\/accounts\/(\d+)/.exec(page.pathname)?.[1] ?? "";
