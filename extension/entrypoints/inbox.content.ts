import { browser } from "wxt/browser";
import { defineContentScript } from "wxt/utils/define-content-script";
import type { GoTo } from "../../shared/schemas/channels.ts";
import { createDock, type DockChoice } from "../inboxes/dock.ts";
import { createFollower } from "../inboxes/follow.ts";
import type { Inbox } from "../inboxes/inbox.ts";
import { INBOX_ADAPTERS } from "../inboxes/registry.ts";
import { openLine } from "../lib/line.ts";
import type { FromInbox, ToInbox } from "../lib/messages.ts";
import { loadSites } from "../lib/sites.ts";

const DOCK = "dock";
/** A move this long after a click was not caused by it, ms. */
const CLICK_LEADS_WITHIN = 1000;

/** Finds the open conversation, tells the panel of this tab, docks its frame. Holds no customer data. */
export default defineContentScript({
  matches: [],
  registration: "runtime",
  async main(ctx) {
    const { origin } = location;
    const sites = await loadSites();
    const find = (url: URL) =>
      INBOX_ADAPTERS.find(
        (inbox) =>
          inbox.recognises(url, document) &&
          (inbox.link || sites.some((site) => site.origin === origin && site.inbox === inbox.name)),
      );
    let started = false;
    const look = async (url: URL) => {
      const inbox = started ? undefined : find(url);
      if (!inbox) return;
      started = true;
      await start(inbox);
    };

    async function start(inbox: Inbox): Promise<void> {
      const kept = (await browser.storage.local.get(DOCK))[DOCK] as DockChoice | undefined;
      const line = openLine();
      const say = (message: FromInbox) => {
        if (ctx.isValid) line.say(message);
      };
      const follower = createFollower({ inbox, origin, page: document, say });
      browser.runtime.onMessage.addListener((message: ToInbox, _sender, answer) => {
        if (message.type === "panel:hello") {
          line.renew();
          say({ type: "inbox:state", state: follower.state() });
          answer(true);
        }
        if (message.type === "panel:show") dock.setOpen(true);
        if (message.type === "panel:go") answer(go(inbox, message.to));
      });
      follower.moved(new URL(location.href), null);
      ctx.addEventListener(window, "pageshow", ({ persisted }) => {
        if (!persisted) return;
        // The browser closed the line of a page it put aside.
        line.renew();
        say({ type: "inbox:state", state: follower.state() });
      });

      const { i18n } = browser;
      const dock = createDock({
        inbox,
        frameUrl: browser.runtime.getURL("/panel.html"),
        words: {
          panel: i18n.getMessage("extensionName"),
          open: i18n.getMessage("dockOpen"),
          close: i18n.getMessage("dockClose"),
          resize: i18n.getMessage("dockResize"),
          updated: i18n.getMessage("dockUpdated"),
          reload: i18n.getMessage("dockReload"),
        },
        choice: kept ?? {},
        onChoice: (choice) => void browser.storage.local.set({ [DOCK]: choice }),
        signal: ctx.signal,
      });
      ctx.onInvalidated(() => dock.showOrphaned());
      watchPage(inbox, follower, dock);
    }

    /** Within this page's inbox and the account that is open, and nowhere else. */
    function go(inbox: Inbox, to: GoTo): boolean {
      const now = inbox.read(new URL(location.href), document);
      const here = now.kind !== "unreadable" && now.account === to.account;
      if (!here || to.inbox !== inbox.name || to.origin !== origin) return false;
      inbox.go(to);
      return true;
    }

    function watchPage(
      inbox: Inbox,
      follower: ReturnType<typeof createFollower>,
      dock: ReturnType<typeof createDock>,
    ): void {
      const { signal } = ctx;
      let clickedAt = 0;
      const clicked = (event: Event) => {
        if (event.isTrusted) clickedAt = performance.timeOrigin + event.timeStamp;
      };
      addEventListener("click", clicked, { capture: true, passive: true, signal });
      addEventListener("keydown", clicked, { capture: true, passive: true, signal });

      const moved = (url: URL) => {
        const now = performance.timeOrigin + performance.now();
        follower.moved(url, now - clickedAt < CLICK_LEADS_WITHIN ? clickedAt : null);
      };
      // The event can come before location.href has changed: its own address counts. A navigation that
      // was then called off is noticed by the look at the address below.
      ctx.addEventListener(window, "wxt:locationchange", ({ newUrl }) => moved(newUrl));
      ctx.setInterval(() => moved(new URL(location.href)), 1000);

      addEventListener("pointerover", ({ target }) => target instanceof Element && follower.hovered(target), {
        capture: true,
        passive: true,
        signal,
      });
      addEventListener("pointerdown", ({ target }) => target instanceof Element && follower.pressed(target), {
        capture: true,
        passive: true,
        signal,
      });
      const looks = new MutationObserver(() => {
        follower.restyled();
        dock.layout();
      });
      for (const element of [document.documentElement, document.body])
        looks.observe(element, { attributes: true, attributeFilter: ["class", "data-theme", "dir"] });
      // The thread is drawn after the address changed, and often not at once.
      const drawn = new MutationObserver(() => {
        const thread = inbox.thread(document);
        if (thread === laidOut) return;
        laidOut = thread;
        dock.layout();
      });
      let laidOut: Element | null = inbox.thread(document);
      drawn.observe(document.body, { childList: true, subtree: true });
      ctx.onInvalidated(() => {
        looks.disconnect();
        drawn.disconnect();
      });
    }

    await look(new URL(location.href));
    // Chatwoot starts at its sign-in page and moves on without loading again.
    ctx.addEventListener(window, "wxt:locationchange", ({ newUrl }) => void look(newUrl));
    ctx.setInterval(() => void look(new URL(location.href)), 1000);
  },
});
