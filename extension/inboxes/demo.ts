import type { Inbox, Person } from "./inbox.ts";

const MARK = 'meta[name="alongside-demo"]';

/** The demo inbox that comes with Alongside: it says who is open in attributes of the thread. */
export const demo: Inbox = {
  name: "demo",

  recognises: (_url, page) => page.querySelector(MARK) !== null,

  read(url, page) {
    const account = page.querySelector(MARK)?.getAttribute("content");
    if (!account) return { kind: "unreadable", reason: "mark" };
    const conversation = conversationIn(url.hash);
    return conversation === undefined
      ? { kind: "none", account }
      : { kind: "conversation", account, conversation };
  },

  person: ({ conversation }, signal) =>
    // The page draws the thread after its address has changed: until then another one's ids stand there.
    appears(
      () => document.querySelector(`[data-conversation="${CSS.escape(conversation)}"][data-external-id]`),
      signal,
    ).then((thread) => (thread ? personIn(thread) : null)),

  root: (page) => page.body,
  thread: (page) => page.querySelector("[data-conversation]"),
  theme: (page) => {
    const { theme } = page.documentElement.dataset;
    return theme === "light" || theme === "dark" ? theme : null;
  },
  rightToLeft: (page) => page.documentElement.dir === "rtl",

  entryAt(target) {
    const entry = target.closest<HTMLAnchorElement>('a[href*="#/conversations/"][data-external-id]');
    const account = document.querySelector(MARK)?.getAttribute("content");
    const conversation = entry ? conversationIn(entry.hash) : undefined;
    return entry && account && conversation ? { account, conversation, ...personIn(entry) } : null;
  },

  /** The demo stands on the port after the server's. */
  link(url, page) {
    const workspace = page.querySelector(MARK)?.getAttribute("content");
    return workspace
      ? { server: `${url.protocol}//${url.hostname}:${Number(url.port) - 1}`, workspace }
      : null;
  },
};

const conversationIn = (hash: string): string | undefined => {
  const found = /^#\/conversations\/([^/?]+)/.exec(hash)?.[1];
  return found === undefined ? undefined : decodeURIComponent(found);
};

function personIn(element: Element): Person {
  const [channelAccount, externalId] = [
    element.getAttribute("data-channel-account"),
    element.getAttribute("data-external-id"),
  ];
  return channelAccount && externalId
    ? { identity: { channelAccount, externalId }, hints: {} }
    : { hints: {} };
}

function appears(find: () => Element | null, signal: AbortSignal): Promise<Element | null> {
  const now = find();
  if (now || signal.aborted) return Promise.resolve(now);
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const found = find();
      if (found) done(found);
    });
    const done = (element: Element | null) => {
      observer.disconnect();
      resolve(element);
    };
    observer.observe(document.documentElement, { subtree: true, childList: true, attributes: true });
    signal.addEventListener("abort", () => done(null), { once: true });
  });
}
