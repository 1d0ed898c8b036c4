import { beforeEach, expect, test, vi } from "vitest";
import type { HostState } from "./host.ts";
import { openTabHost } from "./host-frame.ts";
import type { FromInbox, InboxState } from "./messages.ts";

type Sender = { id: string; origin: string; frameId: number; tab: { id: number } };
type Hear = (message: FromInbox) => void;

const TAB = 5;
const ORIGIN = "https://chat.shop.test";
const link = { server: "https://alongside.test", workspace: "acme" };

const page = vi.hoisted(() => ({ connects: new Set<unknown>(), hello: (): unknown => null }));

vi.mock("wxt/browser", () => ({
  browser: {
    runtime: {
      id: "ours",
      onConnect: {
        addListener: (connect: unknown) => page.connects.add(connect),
        removeListener: (connect: unknown) => page.connects.delete(connect),
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

/** A line as the browser opens one from a content script; false from `call` when the panel hung up. */
function lineFrom(sender: Sender) {
  const hears = new Set<Hear>();
  let isOpen = true;
  const port = {
    name: "inbox",
    sender,
    onMessage: { addListener: (hear: Hear) => hears.add(hear) },
    disconnect: () => (isOpen = false),
  };
  for (const connect of page.connects as Set<(line: typeof port) => void>) connect(port);
  return {
    isOpen: () => isOpen,
    say: (state: InboxState) => {
      if (isOpen) for (const hear of hears) hear({ type: "inbox:state", state });
    },
  };
}

const top = (origin: string): Sender => ({ id: "ours", origin, frameId: 0, tab: { id: TAB } });

/** What the content script of the page at `origin` says over a line of its own. */
const push = (origin: string, state: InboxState): void => lineFrom(top(origin)).say(state);

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

beforeEach(() => page.connects.clear());

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
  [
    "a line of another tab, or of a frame within the page",
    () => {
      for (const sender of [
        { ...top(ORIGIN), tab: { id: TAB + 1 } },
        { ...top(ORIGIN), frameId: 3 },
      ]) {
        const line = lineFrom(sender);
        line.say(stateOf(ORIGIN));
        expect(line.isOpen()).toBe(false);
      }
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
