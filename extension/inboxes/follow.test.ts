import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FromInbox, InboxState } from "../lib/messages.ts";
import { createFollower } from "./follow.ts";
import type { Inbox, Person } from "./inbox.ts";

const origin = "https://chat.example";
let lookUps: { conversation: string; answer: (person: Person | null) => void; signal: AbortSignal }[];
let said: InboxState[];

const inbox: Inbox = {
  name: "chatwoot",
  recognises: () => true,
  read(url) {
    const conversation = url.pathname.slice(1);
    if (conversation === "") return { kind: "none", account: "1" };
    if (conversation === "broken") return { kind: "unreadable", reason: "test" };
    return { kind: "conversation", account: "1", conversation };
  },
  person: ({ conversation }, signal) =>
    new Promise((answer) => lookUps.push({ conversation, answer, signal })),
  root: () => null,
  thread: () => null,
  theme: () => "light",
  rightToLeft: () => false,
  go: () => undefined,
};

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  lookUps = [];
  said = [];
});
afterEach(() => vi.useRealTimers());

function follow() {
  const say = (message: FromInbox) => {
    if (message.type === "inbox:state") said.push(message.state);
  };
  const follower = createFollower({ inbox, origin, page: null as never, say });
  return (to: string, clickedAt: number | null = null) =>
    follower.moved(new URL(`${origin}/${to}`), clickedAt);
}

const idOf = (conversation: string): Person => ({
  identity: { channelAccount: "3", externalId: `U${conversation}` },
  hints: {},
});
const last = () => said.at(-1);

it("names the conversation at once and its person as soon as the inbox says it", async () => {
  const go = follow();
  go("a");
  expect(last()).toMatchObject({ kind: "conversation", settling: true, ref: { conversation: "a" } });
  expect(last()?.ref?.identity).toBeUndefined();
  lookUps[0]?.answer(idOf("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(last()).toMatchObject({ settling: false, ref: { identity: { externalId: "Ua" } } });
});

it("asks without the person 150 ms after the click, and says it once more when it comes", async () => {
  const go = follow();
  go("a", 1_000_000 - 100);
  await vi.advanceTimersByTimeAsync(49);
  expect(last()?.settling).toBe(true);
  await vi.advanceTimersByTimeAsync(2);
  expect(last()).toMatchObject({ settling: false });
  expect(last()?.ref?.identity).toBeUndefined();
  lookUps[0]?.answer(idOf("a"));
  await vi.advanceTimersByTimeAsync(0);
  expect(last()?.ref?.identity?.externalId).toBe("Ua");
});

it("never puts a late answer on the conversation that is open by then", async () => {
  const go = follow();
  go("a");
  go("b");
  expect(lookUps[0]?.signal.aborted).toBe(true);
  lookUps[0]?.answer(idOf("a"));
  await vi.advanceTimersByTimeAsync(500);
  expect(last()?.ref).toMatchObject({ conversation: "b" });
  expect(last()?.ref?.identity).toBeUndefined();
});

it("needs no second look-up of a conversation it knows", async () => {
  const go = follow();
  go("a");
  lookUps[0]?.answer(idOf("a"));
  await vi.advanceTimersByTimeAsync(0);
  go("b");
  go("a");
  expect(last()).toMatchObject({ settling: false, ref: { identity: { externalId: "Ua" } } });
  expect(lookUps.map((one) => one.conversation)).toEqual(["a", "b"]);
});

it("says that nothing is open, and that a page cannot be read", () => {
  const go = follow();
  go("a");
  go("");
  expect(last()).toMatchObject({ kind: "no-conversation", account: "1", ref: null });
  go("broken");
  expect(last()).toMatchObject({ kind: "page-changed", reason: "test", ref: null });
});

it("goes on without a person when the inbox gives none", async () => {
  const go = follow();
  go("a");
  lookUps[0]?.answer(null);
  await vi.advanceTimersByTimeAsync(0);
  expect(last()).toMatchObject({ settling: false, ref: { conversation: "a", hints: {} } });
});

it("asks ahead for an entry the pointer stays on, once, or is pressed on, and for none it passes over", async () => {
  const asked: string[] = [];
  const entryAt = (target: Element) => {
    const conversation = (target as unknown as { id: string }).id;
    return conversation === "" ? null : { account: "1", conversation, hints: {} };
  };
  const follower = createFollower({
    inbox: { ...inbox, entryAt },
    origin,
    page: null as never,
    say: (message) => message.type === "inbox:prefetch" && asked.push(message.ref.conversation),
  });
  const over = async (id: string, ms: number) => {
    follower.hovered({ id } as unknown as Element);
    await vi.advanceTimersByTimeAsync(ms);
  };
  await over("a", 20);
  await over("b", 20);
  await over("", 100);
  expect(asked).toEqual([]);
  await over("c", 30);
  await over("c", 30);
  await over("c", 1000);
  expect(asked).toEqual(["c"]);
  await over("e", 10);
  follower.pressed({ id: "e" } as unknown as Element);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual(["c", "e"]);
  await over("d", 10);
  follower.moved(new URL(`${origin}/d`), null);
  await vi.advanceTimersByTimeAsync(1000);
  expect(asked).toEqual(["c", "e"]);
});
