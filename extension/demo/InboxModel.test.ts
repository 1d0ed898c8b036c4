import { effect } from "@preact/signals";
import { beforeEach, expect, test, vi } from "vitest";
import type { DemoConversation, DemoMessage } from "../../shared/schemas/demo.ts";
import { createInboxModel } from "./InboxModel.ts";
import type { DemoServer } from "./server.ts";

const message = (n: number, at = n): DemoMessage => ({
  id: `m${n}`,
  senderKind: "customer",
  senderName: null,
  type: "text",
  text: `message ${n}`,
  content: {},
  at,
  unsent: false,
  reactions: [],
  edited: false,
  status: null,
});

const conversation = (id: string, at: number, unread = 0): DemoConversation => ({
  id,
  name: id,
  externalId: `U-${id}`,
  channel: { kind: "line", accountId: "Ubot", name: "LINE" },
  state: "open",
  unread,
  last: { ...message(at), id: `${id}-last-${at}` },
});

/** A server whose pages hold three messages and two conversations. */
function createFake() {
  const state = {
    conversations: [] as DemoConversation[],
    messages: {} as Record<string, DemoMessage[]>,
    down: false,
    calls: [] as string[],
    /** Holds back that conversation's thread. */
    hold: {} as Record<string, Promise<void>>,
  };
  const page = <T>(items: T[], size: number, from: number) => ({
    items: items.slice(from, from + size),
    next: from + size < items.length ? String(from + size) : null,
  });
  const newest = (id: string, from = 0) => {
    const { items, next } = page((state.messages[id] ?? []).toReversed(), 3, from);
    return { items: items.toReversed(), next };
  };
  const list = (from = 0) =>
    page(
      state.conversations.toSorted((a, b) => b.last.at - a.last.at),
      2,
      from,
    );
  const server: DemoServer = {
    place: async () => ({ workspace: "demo", panelUrl: "", lineCommand: "", newcomer: "" }),
    conversations: async (cursor) => list(Number(cursor)),
    conversation: async (id) => state.conversations.find((item) => item.id === id) ?? null,
    async thread(id, cursor) {
      state.calls.push(`thread ${id} ${cursor ?? ""}`);
      const answer = newest(id, Number(cursor));
      await state.hold[id];
      return answer;
    },
    async changes(version, open) {
      if (state.down) throw new Error("down");
      const changed = { conversations: list(), thread: open === null ? null : newest(open) };
      const current = JSON.stringify(changed);
      return { version: current, changed: current === version ? null : changed };
    },
  };
  return { state, server };
}

let stored: Record<string, string> = {};
const store = { load: () => stored, save: (seen: Record<string, string>) => void (stored = seen) };
beforeEach(() => {
  stored = {};
});

const shown = (model: ReturnType<typeof createInboxModel>) => model.thread.value?.items.map(({ id }) => id);

test("shows a thread, older messages when asked, and new ones at the end without losing these", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 7)];
  state.messages = { a: [1, 2, 3, 4, 5, 6, 7].map((n) => message(n)) };
  const model = createInboxModel(server, store);
  await model.refresh();
  await model.openConversation("a");
  expect(shown(model)).toEqual(["m5", "m6", "m7"]);
  await model.loadOlder();
  expect(shown(model)).toEqual(["m2", "m3", "m4", "m5", "m6", "m7"]);
  state.messages["a"]?.push(message(8));
  await model.refresh();
  expect(shown(model)).toEqual(["m2", "m3", "m4", "m5", "m6", "m7", "m8"]);
  await model.loadOlder();
  expect(shown(model)?.[0]).toBe("m1");
});

test("a message taken back changes in place", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 2)];
  state.messages = { a: [message(1), message(2)] };
  const model = createInboxModel(server, store);
  await model.openConversation("a");
  state.messages["a"] = [{ ...message(1), text: null, unsent: true }, message(2)];
  await model.refresh();
  expect(model.thread.value?.items.map(({ unsent }) => unsent)).toEqual([true, false]);
});

test("leaves no hole when more arrived than a page holds", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 2)];
  state.messages = { a: [message(1), message(2)] };
  const model = createInboxModel(server, store);
  await model.openConversation("a");
  state.messages["a"] = [1, 2, 3, 4, 5, 6].map((n) => message(n));
  await model.refresh();
  expect(shown(model)).toEqual(["m4", "m5", "m6"]);
  await model.loadOlder();
  expect(shown(model)).toEqual(["m1", "m2", "m3", "m4", "m5", "m6"]);
});

test("a late answer never shows one conversation's messages under another", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 1), conversation("b", 2)];
  state.messages = { a: [message(1)], b: [message(2)] };
  const model = createInboxModel(server, store);
  await model.refresh();
  let release = () => {};
  state.hold = { a: new Promise((resolve) => (release = resolve)) };
  const first = model.openConversation("a");
  await vi.waitFor(() => expect(state.calls).toContain("thread a "));
  const second = model.openConversation("b");
  await second;
  release();
  await first;
  expect(model.open.value?.id).toBe("b");
  expect(shown(model)).toEqual(["m2"]);
});

test("a late answer does not take back what came after it was asked for", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 1)];
  state.messages = { a: [message(1)] };
  const model = createInboxModel(server, store);
  let release = () => {};
  state.hold = { a: new Promise((resolve) => (release = resolve)) };
  const opening = model.openConversation("a");
  await vi.waitFor(() => expect(state.calls).toContain("thread a "));
  state.messages = { a: [message(1), message(2)] };
  await model.refresh();
  release();
  await opening;
  expect(shown(model)).toEqual(["m1", "m2"]);
});

test("the messages in the main pane are always those of the conversation it names", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 1), conversation("b", 2)];
  state.messages = { a: [message(1)], b: [message(2)] };
  const model = createInboxModel(server, store);
  await model.refresh();
  for (const id of ["a", "b", "a"]) await model.openConversation(id);
  const seen: string[] = [];
  effect(() => void seen.push(`${model.reading.value?.id}: ${String(shown(model))}`));
  void model.openConversation("b");
  expect(model.open.value?.id).toBe("b");
  await model.openConversation("a");
  await model.openConversation("b");
  expect([...new Set(seen)]).toEqual(["a: m1", "b: m2"]);
});

test("counts as unread what came since it was last looked at", async () => {
  const { state, server } = createFake();
  state.conversations = [conversation("a", 1, 2)];
  const model = createInboxModel(server, store);
  await model.refresh();
  const unread = () => model.conversations.value.map(model.unread);
  expect(unread()).toEqual([2]);
  await model.openConversation("a");
  expect(unread()).toEqual([0]);
  state.conversations = [conversation("a", 5, 3)];
  await model.refresh();
  expect(unread()).toEqual([0]);
  await model.openConversation(null);
  state.conversations = [conversation("a", 6, 4)];
  await model.refresh();
  expect(unread()).toEqual([4]);
});

test("keeps the list in order and whole while pages and news come in", async () => {
  const { state, server } = createFake();
  state.conversations = ["a", "b", "c"].map((id, i) => conversation(id, 10 - i));
  const model = createInboxModel(server, store);
  await model.refresh();
  await model.loadMore();
  const ids = () => model.conversations.value.map(({ id }) => id);
  expect(ids()).toEqual(["a", "b", "c"]);
  state.conversations = [...state.conversations.slice(0, 2), conversation("c", 20), conversation("d", 30)];
  await model.refresh();
  expect(ids()).toEqual(["d", "c", "a", "b"]);
  expect(model.moreConversations.value).toBeNull();
});

test("opens what the list does not hold yet", async () => {
  const { state, server } = createFake();
  state.conversations = ["a", "b", "c"].map((id, i) => conversation(id, 10 - i));
  state.messages = { c: [message(1)] };
  const model = createInboxModel(server, store);
  await model.openConversation("c");
  expect(model.open.value?.name).toBe("c");
});

test("says when the server does not answer, and stops saying so when it does", async () => {
  const { state, server } = createFake();
  const model = createInboxModel(server, store);
  state.down = true;
  await model.refresh();
  expect(model.failed.value).toBe(true);
  state.down = false;
  await model.refresh();
  expect(model.failed.value).toBe(false);
});

test("a conversation that is deleted leaves the list; the open one loses its name and its messages", async () => {
  const { state, server } = createFake();
  const model = createInboxModel(server, store);
  state.conversations = [conversation("c", 3), conversation("b", 2), conversation("a", 1)];
  state.messages = { a: [message(1)], b: [message(2)], c: [message(3)] };
  await model.refresh();
  await model.loadMore();
  await model.openConversation("b");
  state.conversations = state.conversations.filter(({ id }) => id === "a");
  state.messages = { a: [message(1)] };
  await model.refresh();
  expect(model.conversations.value.map(({ id }) => id)).toEqual(["a"]);
  expect([model.open.value?.id, model.open.value?.name, model.isDeleted.value]).toEqual(["b", null, true]);
  expect(model.thread.value?.items).toEqual([]);

  state.conversations.push(conversation("b", 2));
  state.messages["b"] = [message(2)];
  await model.refresh();
  expect([model.open.value?.name, model.isDeleted.value]).toEqual(["b", false]);
  expect(model.thread.value?.items).toHaveLength(1);
});
