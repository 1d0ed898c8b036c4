import type { Inbox, Person, Reading } from "./inbox.ts";

const MARK = 'meta[name="alongside-demo"]';

/** The demo inbox that comes with Alongside: its list says with whom each conversation is. */
export const demo: Inbox = {
  name: "demo",

  recognises: (_url, page) => page.querySelector(MARK) !== null,

  read(url, page): Reading {
    const account = workspaceIn(page);
    if (!account) return { kind: "unreadable", reason: "mark" };
    const conversation = conversationIn(url.hash);
    if (conversation === undefined) return { kind: "none", account };
    const entry = entryOf(conversation, page);
    return { kind: "conversation", account, conversation, ...(entry ? { person: personIn(entry) } : {}) };
  },

  person: ({ conversation }, signal) =>
    // Opened by its address, before the list is there.
    appears(() => entryOf(conversation, document), signal).then((entry) => (entry ? personIn(entry) : null)),

  root: (page) => page.body,
  thread: (page) => page.querySelector("[data-conversation]"),
  theme(page) {
    const { theme } = page.documentElement.dataset;
    return theme === "light" || theme === "dark" ? theme : null;
  },
  rightToLeft: (page) => page.documentElement.dir === "rtl",

  go({ conversation }) {
    location.hash = `#/conversations/${encodeURIComponent(conversation)}`;
  },

  entryAt(target) {
    const entry = target.closest<HTMLAnchorElement>("a[data-external-id]");
    const account = workspaceIn(document);
    const conversation = entry ? conversationIn(entry.hash) : undefined;
    return entry && account && conversation ? { account, conversation, ...personIn(entry) } : null;
  },

  /** The demo stands on the port after the server's. */
  link(url, page) {
    const workspace = workspaceIn(page);
    if (!workspace || url.port === "") return null;
    return { server: `${url.protocol}//${url.hostname}:${Number(url.port) - 1}`, workspace };
  },
};

const workspaceIn = (page: Document) => page.querySelector(MARK)?.getAttribute("content") || null;

const conversationIn = (hash: string): string | undefined => /^#\/conversations\/([\w-]+)$/.exec(hash)?.[1];

/** Its list entry, else its thread: both name the conversation they are of. */
const entryOf = (conversation: string, page: Document) =>
  page.querySelector(
    `a[href="#/conversations/${CSS.escape(conversation)}"][data-external-id],
     [data-conversation="${CSS.escape(conversation)}"][data-external-id]`,
  );

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
    const done = (element: Element | null) => {
      observer.disconnect();
      resolve(element);
    };
    const observer = new MutationObserver(() => {
      const found = find();
      if (found) done(found);
    });
    observer.observe(document.documentElement, { subtree: true, childList: true });
    signal.addEventListener("abort", () => done(null), { once: true });
  });
}
