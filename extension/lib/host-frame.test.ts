import { beforeEach, expect, test, vi } from "vitest";
import type { HostState } from "./host.ts";
import { openTabHost } from "./host-frame.ts";
import type { FromInbox, InboxState } from "./messages.ts";

type Sender = { id: string; origin: string; frameId: number; tab: { id: number } };
type Hear = (message: FromInbox, sender: Sender) => void;

const TAB = 5;
const ORIGIN = "https://chat.shop.test";
const link = { server: "https://alongside.test", workspace: "acme" };

const page = vi.hoisted(() => ({ hears: new Set<unknown>(), hello: (): unknown => null }));

vi.mock("wxt/browser", () => ({
  browser: {
    runtime: {
      id: "ours",
      onMessage: {
        addListener: (hear: unknown) => page.hears.add(hear),
        removeListener: (hear: unknown) => page.hears.delete(hear),
      },
    },
    storage: {
      local: { get: async () => ({ sites: [{ inbox: "chatwoot", origin: ORIGIN, account: null, link }] }) },
      onChanged: { addListener: () => undefined, removeListener: () => undefined },
    },
    tabs: {
      query: async () => [{ id: TAB }],
      sendMessage: async () => page.hello(),
      onActivated: { addListener: () => undefined, removeListener: () => undefined },
    },
  },
}));

const stateOf = (origin: string): InboxState => ({
  kind: "conversation",
  origin: ORIGIN,
  account: "1",
  ref: { inbox: "chatwoot", origin, account: "1", conversation: "7", hints: {} },
  settling: false,
  theme: null,
  clickedAt: null,
  reason: null,
  suggestedLink: null,
});

/** As the browser passes on what the content script of the page at `origin` says. */
const push = (origin: string, state: InboxState): void => {
  const sender = { id: "ours", origin, frameId: 0, tab: { id: TAB } };
  for (const hear of page.hears as Set<Hear>) hear({ type: "inbox:state", state }, sender);
};

async function shown(): Promise<HostState[]> {
  const states: HostState[] = [];
  const asked = vi.fn(page.hello);
  page.hello = asked;
  openTabHost("side-panel").subscribe((state) => states.push(state), new AbortController().signal);
  await vi.waitFor(() => expect(asked).toHaveBeenCalled());
  // A turn of the event loop lets everything settle that was said.
  await new Promise((resolve) => setTimeout(resolve));
  return states.filter(({ kind }) => kind !== "waiting");
}

beforeEach(() => page.hears.clear());

test("who is asked pushes the state, which counts from the page it is about", async () => {
  page.hello = () => {
    push(ORIGIN, stateOf(ORIGIN));
    return true;
  };
  expect(await shown()).toMatchObject([{ kind: "conversation", ref: { conversation: "7" } }]);
});

test.each([
  ["a state in the answer itself, which nobody vouches for", () => stateOf(ORIGIN)],
  [
    "a state that another page pushes",
    () => {
      push("https://evil.test", stateOf(ORIGIN));
      return true;
    },
  ],
  [
    "a conversation of another inbox",
    () => {
      push(ORIGIN, stateOf("https://evil.test"));
      return true;
    },
  ],
])("%s shows no conversation", async (_, hello) => {
  page.hello = hello;
  expect((await shown()).filter(({ kind }) => kind === "conversation")).toEqual([]);
});

test("a tab without our content script is one to set up", async () => {
  page.hello = () => {
    throw new Error("nobody is there");
  };
  expect(await shown()).toMatchObject([{ kind: "unconfigured" }]);
});
