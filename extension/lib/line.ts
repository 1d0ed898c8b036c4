import { type Browser, browser } from "wxt/browser";
import type { FromInbox } from "./messages.ts";
import type { Sender } from "./relay.ts";

const NAME = "inbox";

/** A content script's end of the line to the panels beside its page. */
export interface Line {
  say(message: FromInbox): void;
  /** Somebody new listens: whoever is there now hears what is said from here on. */
  renew(): void;
}

/**
 * Kept open: a message of its own would be brought to the background too, and wake it, at every switch.
 * It is opened again when the browser closed it, as it does to a page that is left and come back to.
 */
export function openLine(): Line {
  // Not heard by a framed panel of Firefox: there the background passes on what it is told.
  if (import.meta.env.FIREFOX)
    return {
      say: (message) => void browser.runtime.sendMessage(message).catch(() => undefined),
      renew: () => undefined,
    };
  let port: Browser.runtime.Port | null = null;
  const open = () => {
    const opened = browser.runtime.connect({ name: NAME });
    opened.onDisconnect.addListener(() => {
      // Read, or the browser says in the host's console that nobody listened.
      void browser.runtime.lastError;
      if (port === opened) port = null;
    });
    port = opened;
    return opened;
  };
  /** The browser closed the line and did not say so; after an update of the extension there is none. */
  const again = (message: FromInbox) => {
    try {
      open().postMessage(message);
    } catch {
      port = null;
    }
  };
  return {
    say(message) {
      try {
        (port ?? open()).postMessage(message);
      } catch {
        again(message);
      }
    },
    renew() {
      port?.disconnect();
      port = null;
    },
  };
}

/**
 * A panel's end. Every panel is called; it listens to the lines of its own page, and looks at each message
 * again: the side panel goes from tab to tab. The others' lines it leaves alone: to disconnect one closes
 * it for all who were called, the page's own panel too.
 */
export function hearLines(
  isOurs: (sender: Sender) => boolean,
  hear: (message: FromInbox, sender: Sender) => void,
  signal: AbortSignal,
): void {
  const onConnect = (port: Browser.runtime.Port) => {
    const { sender } = port;
    if (port.name !== NAME || !sender) return;
    if (isOurs(sender))
      port.onMessage.addListener((message: FromInbox) => isOurs(sender) && hear(message, sender));
  };
  browser.runtime.onConnect.addListener(onConnect);
  signal.addEventListener("abort", () => browser.runtime.onConnect.removeListener(onConnect), { once: true });
}
