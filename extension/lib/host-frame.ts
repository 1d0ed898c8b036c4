import { browser } from "wxt/browser";
import type { HostState, PanelHost, ServerLink } from "./host.ts";
import type { FromInbox, InboxState, ToInbox } from "./messages.ts";
import { linkOf, loadSites, onSitesChanged } from "./sites.ts";

type Sender = Parameters<Parameters<typeof browser.runtime.onMessage.addListener>[0]>[1];

/**
 * The panel in a docked frame or in the browser's side panel, paired with the content script of its
 * tab. Messages count only from that tab's top frame, and only about that frame's own origin: the
 * browser vouches for both. No state is kept between them, so nothing is lost when a background ends.
 */
export function openTabHost(mount: "frame" | "side-panel"): PanelHost {
  return {
    mount,
    subscribe(listener, signal) {
      const pairing = pair(mount, signal, (message, tabId) => {
        if (message.type === "inbox:state") void show(message.state, tabId);
      });
      let shown: InboxState | null = null;
      let newest = 0;

      const show = async (state: InboxState | null, tabId: number | undefined) => {
        shown = state;
        const mine = ++newest;
        const next = await hostState(state);
        if (mine === newest && !signal.aborted && tabId === pairing.tabId()) listener(next);
      };
      const ask = async () => {
        const tabId = pairing.tabId();
        if (tabId !== undefined) await show(await hello(tabId), tabId);
      };
      listener({ kind: "waiting" });
      pairing.onPaired(() => void ask());
      onSitesChanged(() => void show(shown, pairing.tabId()), signal);
    },
    onPrefetch(listener, signal) {
      pair(mount, signal, (message) => {
        if (message.type === "inbox:prefetch") listener(message.ref);
      });
    },
  };
}

interface Pairing {
  tabId(): number | undefined;
  /** Called now if paired, and whenever the side panel stands beside another tab. */
  onPaired(listener: () => void): void;
}

function pair(
  mount: "frame" | "side-panel",
  signal: AbortSignal,
  hear: (message: FromInbox, tabId: number) => void,
): Pairing {
  let tabId: number | undefined;
  let paired = () => {};
  const settle = (id: number | undefined) => {
    tabId = id;
    if (!signal.aborted) paired();
  };

  const onMessage = (message: unknown, sender: Sender) => {
    if (tabId === undefined || sender.tab?.id !== tabId || sender.frameId !== 0) return;
    const heard = message as FromInbox;
    if (originsOf(heard).every((origin) => origin === senderOrigin(sender))) hear(heard, tabId);
  };
  browser.runtime.onMessage.addListener(onMessage);
  signal.addEventListener("abort", () => browser.runtime.onMessage.removeListener(onMessage), { once: true });

  if (mount === "frame") void browser.tabs.getCurrent().then((tab) => settle(tab?.id));
  else {
    const look = async () => {
      const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
      settle(tab?.id);
    };
    browser.tabs.onActivated.addListener(look);
    signal.addEventListener("abort", () => browser.tabs.onActivated.removeListener(look), { once: true });
    void look();
  }
  return {
    tabId: () => tabId,
    onPaired(listener) {
      paired = listener;
      if (tabId !== undefined) listener();
    },
  };
}

function originsOf(message: FromInbox): string[] {
  if (message.type === "inbox:prefetch") return [message.ref.origin];
  if (message.type !== "inbox:state") return ["another message"];
  const { ref, origin } = message.state;
  return ref ? [origin, ref.origin] : [origin];
}

const senderOrigin = (sender: Sender): string =>
  sender.origin ?? (sender.url === undefined ? "" : new URL(sender.url).origin);

/** Null when no content script of ours is in that tab. */
async function hello(tabId: number): Promise<InboxState | null> {
  const message: ToInbox = { type: "panel:hello" };
  return browser.tabs.sendMessage(tabId, message, { frameId: 0 }).catch(() => null);
}

async function hostState(state: InboxState | null): Promise<HostState> {
  if (!state) return { kind: "unconfigured", origin: "", account: null };
  const { origin, account, theme, ref, clickedAt } = state;
  const link = linkOf(await loadSites(), origin, account) ?? believed(state.suggestedLink, origin);
  if (state.kind === "page-changed")
    return { kind: "page-changed", link, theme, reason: state.reason ?? "unreadable" };
  if (!link) return { kind: "unconfigured", origin, account };
  return ref
    ? { kind: "conversation", link, theme, ref, clickedAt }
    : { kind: "no-conversation", link, theme };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/** A page may name its workspace itself only when page and server are on this very machine. */
function believed(link: ServerLink | null, origin: string): ServerLink | null {
  if (!link) return null;
  const server = new URL(link.server).hostname;
  return server === new URL(origin).hostname && LOOPBACK.has(server) ? link : null;
}
