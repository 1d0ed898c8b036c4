import { browser } from "wxt/browser";
import type { InboxName } from "../../shared/conversation-ref.ts";
import type { ServerLink } from "./host.ts";

/** An inbox this browser's user set up: where it is, and which workspace its customers are in. */
export interface Site {
  inbox: InboxName;
  /** Origin of the inbox, without a slash at the end. */
  origin: string;
  /** The inbox's own account; null for every account of that origin. */
  account: string | null;
  link: ServerLink;
}

const KEY = "sites";

export async function loadSites(): Promise<Site[]> {
  return ((await browser.storage.local.get(KEY))[KEY] as Site[] | undefined) ?? [];
}

/** Adds it, or replaces the one of the same origin and account. */
export async function saveSite(site: Site): Promise<void> {
  await browser.storage.local.set({ [KEY]: [...(await without(site)), site] });
}

export async function removeSite(site: Site): Promise<void> {
  await browser.storage.local.set({ [KEY]: await without(site) });
}

export function onSitesChanged(listener: () => void, signal: AbortSignal): void {
  const changed = (changes: Record<string, unknown>, area: string) => {
    if (area === "local" && KEY in changes) listener();
  };
  browser.storage.onChanged.addListener(changed);
  signal.addEventListener("abort", () => browser.storage.onChanged.removeListener(changed), { once: true });
}

/** The workspace of an inbox's account: the one set up for that account, else for the whole origin. */
export function linkOf(sites: readonly Site[], origin: string, account: string | null): ServerLink | null {
  const ofOrigin = sites.filter((site) => site.origin === origin);
  const exact = ofOrigin.find((site) => account !== null && site.account === account);
  return (exact ?? ofOrigin.find((site) => site.account === null))?.link ?? null;
}

async function without({ origin, account }: Site): Promise<Site[]> {
  return (await loadSites()).filter((site) => site.origin !== origin || site.account !== account);
}
