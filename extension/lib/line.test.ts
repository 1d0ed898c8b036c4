import { beforeEach, expect, test, vi } from "vitest";
import { hearLines, openLine } from "./line.ts";
import type { FromInbox, InboxState } from "./messages.ts";

const lines = vi.hoisted(() => ({
  refuses: false,
  opened: [] as unknown[],
  called: new Set<(port: unknown) => void>(),
}));

interface FakePort {
  heard: FromInbox[];
  isOpen: boolean;
  /** As when its page is left, or nobody listens any more. */
  close(): void;
}

vi.mock("wxt/browser", () => ({
  browser: {
    runtime: {
      lastError: undefined,
      onConnect: {
        addListener: (listener: (port: unknown) => void) => lines.called.add(listener),
        removeListener: (listener: (port: unknown) => void) => lines.called.delete(listener),
      },
      connect: () => {
        if (lines.refuses) throw new Error("Extension context invalidated.");
        let onDisconnect = () => {};
        const port = {
          heard: [] as FromInbox[],
          isOpen: true,
          onDisconnect: { addListener: (listener: () => void) => (onDisconnect = listener) },
          postMessage(message: FromInbox) {
            if (!port.isOpen) throw new Error("Attempting to use a disconnected port object");
            port.heard.push(message);
          },
          disconnect: () => void (port.isOpen = false),
          close() {
            port.isOpen = false;
            onDisconnect();
          },
        };
        lines.opened.push(port);
        return port;
      },
    },
  },
}));

const opened = lines.opened as FakePort[];
const message = (account: string): FromInbox => ({ type: "inbox:state", state: { account } as InboxState });

beforeEach(() => {
  lines.refuses = false;
  opened.length = 0;
});

test("says everything over one line", () => {
  const line = openLine();
  line.say(message("1"));
  line.say(message("2"));
  expect(opened.map(({ heard }) => heard)).toEqual([[message("1"), message("2")]]);
});

test("opens another when the browser closed it, and when somebody new listens", () => {
  const line = openLine();
  line.say(message("1"));
  opened[0]?.close();
  line.say(message("2"));
  line.renew();
  line.say(message("3"));
  expect(opened.map(({ heard, isOpen }) => [heard, isOpen])).toEqual([
    [[message("1")], false],
    [[message("2")], false],
    [[message("3")], true],
  ]);
});

test("loses nothing over a line that was closed without a word, and throws nothing after an update", () => {
  const line = openLine();
  line.say(message("1"));
  (opened[0] as FakePort).isOpen = false;
  line.say(message("2"));
  expect(opened[1]?.heard).toEqual([message("2")]);
  opened[1]?.close();
  lines.refuses = true;
  expect(() => line.say(message("3"))).not.toThrow();
});

test("a panel hears its own page, and leaves the lines of others open for their panels", () => {
  const lifetime = new AbortController();
  const heard: FromInbox[] = [];
  const disconnect = vi.fn();
  const call = (tab: number): ((message: FromInbox) => void)[] => {
    const listeners: ((message: FromInbox) => void)[] = [];
    const onMessage = { addListener: (listener: (message: FromInbox) => void) => listeners.push(listener) };
    const port = { name: "inbox", sender: { tab: { id: tab } }, onMessage, disconnect };
    for (const listener of lines.called) listener(port);
    return listeners;
  };
  hearLines(
    ({ tab }) => tab?.id === 7,
    (said) => heard.push(said),
    lifetime.signal,
  );
  for (const listener of [...call(7), ...call(8)]) listener(message("1"));
  expect(heard).toEqual([message("1")]);
  expect(disconnect).not.toHaveBeenCalled();
  lifetime.abort();
  expect(lines.called.size).toBe(0);
});
