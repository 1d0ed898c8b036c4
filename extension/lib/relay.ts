import { browser } from "wxt/browser";
import type { GoTo } from "../../shared/schemas/channels.ts";
import type { FromInbox, ToInbox } from "./messages.ts";

export type Sender = Parameters<Parameters<typeof browser.runtime.onMessage.addListener>[0]>[1];

/** What a content script said, passed on to the framed panel of the same tab. */
export interface Relayed {
  type: "relayed";
  message: FromInbox;
  /** Of the page it was said about; the browser vouches for it. */
  origin: string;
}

export const senderOrigin = (sender: Sender): string =>
  sender.origin ?? (sender.url === undefined ? "" : new URL(sender.url).origin);

/** Has that tab's content script say its state to all. False when none of ours is in it. */
export async function helloTo(tabId: number): Promise<boolean> {
  const message: ToInbox = { type: "panel:hello" };
  return (await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => false)) === true;
}

/** False when that tab has no content script of ours, or its page does not go there. */
export async function goInTab(tabId: number, to: GoTo): Promise<boolean> {
  const message: ToInbox = { type: "panel:go", to };
  return (await browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => false)) === true;
}

/**
 * Firefox: a content script's messages do not reach a framed panel, so the background passes them on
 * within their tab. In Chromium they arrive without waking it.
 */
export function relayWithinTabs(): void {
  if (!import.meta.env.FIREFOX) return;
  browser.runtime.onMessage.addListener((message: FromInbox, sender) => {
    if (!message.type.startsWith("inbox:") || sender.frameId !== 0 || sender.tab?.id === undefined) return;
    const relayed: Relayed = { type: "relayed", message, origin: senderOrigin(sender) };
    browser.tabs.sendMessage(sender.tab.id, relayed).catch(() => undefined);
  });
}
