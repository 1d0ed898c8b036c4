import { beforeEach, expect, test, vi } from "vitest";
import { openLine } from "./line.ts";
import type { FromInbox, InboxState } from "./messages.ts";

const lines = vi.hoisted(() => ({ refuses: false, opened: [] as unknown[] }));

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
