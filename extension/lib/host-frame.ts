import { browser } from "wxt/browser";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import { askBackground } from "./background-calls.ts";
import type { HostState, PanelHost, ServerLink } from "./host.ts";
import type { FromInbox, InboxState } from "./messages.ts";
import { hearLines } from "./line.ts";
import { goInTab, helloTo, type Relayed, type Sender, senderOrigin } from "./relay.ts";
import { linkOf, loadSites, onSitesChanged, type Site } from "./sites.ts";

/**
 * The panel in a docked frame or in the browser's side panel, paired with the content script of its
 * tab. Messages count only from that tab's top frame, and only about that frame's own origin: the
 * browser vouches for both. No state is kept between them, so nothing is lost when a background ends.
 */
export function openTabHost(mount: "frame" | "side-panel"): PanelHost {
  const prefetching = new Set<(ref: ConversationRef) => void>();
  return {
    mount,
    subscribe(listener, signal) {
      listener(WAITING);
      if (isFramedByAnother(mount)) return;
      const pairing = pair(mount, signal, (message, tabId) => {
        if (message.type === "inbox:state") void show(message.state, tabId);
        else for (const prefetch of prefetching) prefetch(message.ref);
      });
      let shown: InboxState | null = null;
      let newest = 0;
      // Kept: reading it for each switch would cost it a turn through the browser's own process.
      let sites: Site[] | null = null;

      const show = async (state: InboxState | null, tabId: number | undefined) => {
        shown = state;
        const mine = ++newest;
        sites ??= await loadSites();
        const next = state || mount === "side-panel" ? hostState(state, sites) : WAITING;
        if (mine === newest && !signal.aborted && tabId === pairing.tabId()) listener(next);
      };
      const ask = async () => {
        const tabId = pairing.tabId();
        if (!(await hello(tabId))) await show(null, tabId);
      };
      pairing.onPaired(() => void ask());
      onSitesChanged(() => {
        sites = null;
        if (pairing.paired()) void show(shown, pairing.tabId());
      }, signal);
    },
    onPrefetch(listener, signal) {
      prefetching.add(listener);
      signal.addEventListener("abort", () => prefetching.delete(listener), { once: true });
    },
    async goTo(to) {
      if (!mayAskTabs()) return (await askBackground({ type: "go", to }).catch(() => false)) === true;
      const tab = await tabBeside(mount);
      return tab?.id === undefined ? false : goInTab(tab.id, to);
    },
  };
}

const WAITING: HostState = { kind: "waiting" };

/** Our content script docks the panel in the page itself; a frame within a frame is somebody else's doing. */
const isFramedByAnother = (mount: "frame" | "side-panel"): boolean =>
  mount === "frame" && window.parent !== window.top;

interface Pairing {
  /** Undefined until it is known, and in a framed page of Firefox, which is never told. */
  tabId(): number | undefined;
  paired(): boolean;
  /** Called once paired, and whenever the side panel stands beside another tab. */
  onPaired(listener: () => void): void;
}

type Hear = (message: FromInbox, tabId: number | undefined) => void;

function pair(mount: "frame" | "side-panel", signal: AbortSignal, hear: Hear): Pairing {
  let tabId: number | undefined;
  let paired = false;
  let tell = () => {};
  const settle = (id: number | undefined) => {
    tabId = id;
    paired = id !== undefined || !mayAskTabs();
    if (!signal.aborted && paired) tell();
  };

  const isBeside = (sender: Sender) =>
    tabId !== undefined && sender.tab?.id === tabId && sender.frameId === 0;
  const accept = (message: FromInbox, from: string, id: number | undefined) => {
    if (originsOf(message).every((origin) => origin === from)) hear(message, id);
  };
  const heard = (message: FromInbox, sender: Sender) => accept(message, senderOrigin(sender), tabId);
  if (import.meta.env.FIREFOX) {
    const onMessage = (message: FromInbox | Relayed, sender: Sender) => {
      if (message.type !== "relayed") {
        if (isBeside(sender)) heard(message, sender);
      } else if (!mayAskTabs() && sender.id === browser.runtime.id && !sender.tab) {
        // The background sends it to this page's tab only.
        accept(message.message, message.origin, undefined);
      }
      return undefined;
    };
    browser.runtime.onMessage.addListener(onMessage);
    signal.addEventListener("abort", () => browser.runtime.onMessage.removeListener(onMessage), {
      once: true,
    });
  } else hearLines(isBeside, heard, signal);

  if (!mayAskTabs()) queueMicrotask(() => settle(undefined));
  else if (mount === "frame") void tabBeside(mount).then((tab) => settle(tab?.id));
  else {
    const look = async () => {
      settle((await tabBeside(mount))?.id);
    };
    browser.tabs.onActivated.addListener(look);
    signal.addEventListener("abort", () => browser.tabs.onActivated.removeListener(look), { once: true });
    void look();
  }
  return {
    tabId: () => tabId,
    paired: () => paired,
    onPaired(listener) {
      tell = listener;
      if (paired) listener();
    },
  };
}

/** The tab the panel is docked in, or the one the side panel stands beside. */
async function tabBeside(mount: "frame" | "side-panel") {
  if (mount === "frame") return browser.tabs.getCurrent();
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  return tab;
}

/** Firefox gives a framed page of an extension no `tabs`: the background stands between. */
const mayAskTabs = (): boolean => (browser.tabs as typeof browser.tabs | undefined) !== undefined;

function originsOf(message: FromInbox): string[] {
  if (message.type === "inbox:prefetch") return [message.ref.origin];
  if (message.type !== "inbox:state") return ["another message"];
  const { ref, origin } = message.state;
  return ref ? [origin, ref.origin] : [origin];
}

/**
 * Has the tab's content script push its state: unlike an answer that comes with the sender's origin. False
 * when no content script of ours is in that tab.
 */
async function hello(tabId: number | undefined): Promise<boolean> {
  if (tabId !== undefined) return helloTo(tabId);
  return (await askBackground({ type: "hello" }).catch(() => false)) === true;
}

function hostState(state: InboxState | null, sites: readonly Site[]): HostState {
  if (!state) return { kind: "unconfigured", origin: "", account: null };
  const { origin, account, theme, ref, clickedAt } = state;
  const link = linkOf(sites, origin, account) ?? believed(state.suggestedLink, origin);
  if (state.kind === "page-changed")
    return { kind: "page-changed", link, theme, reason: state.reason ?? "unreadable" };
  if (!link) return { kind: "unconfigured", origin, account };
  if (!ref) return { kind: "no-conversation", link, theme };
  return { kind: "conversation", link, theme, ref, clickedAt, settling: state.settling };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1"]);

/** A page may name its workspace itself only when page and server are on this very machine. */
function believed(link: ServerLink | null, origin: string): ServerLink | null {
  if (!link) return null;
  const server = new URL(link.server).hostname;
  return server === new URL(origin).hostname && LOOPBACK.has(server) ? link : null;
}
