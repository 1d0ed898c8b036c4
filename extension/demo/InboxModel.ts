import { batch, computed, signal } from "@preact/signals";
import type {
  DemoConversation,
  DemoConversations,
  DemoMessage,
  DemoPlace,
  DemoThread,
} from "../../shared/schemas/demo.ts";
import { afterPaint } from "../lib/after-paint.ts";
import type { DemoServer } from "./server.ts";

/** Which messages a person has seen, per conversation; outlives the page. */
export interface SeenStore {
  load(): Record<string, string>;
  save(seen: Record<string, string>): void;
}

export type InboxModel = ReturnType<typeof createInboxModel>;

/** What the demo inbox knows and does, without a browser. */
export function createInboxModel(server: DemoServer, store: SeenStore) {
  const place = signal<DemoPlace | null>(null);
  const conversations = signal<DemoConversation[]>([]);
  const moreConversations = signal<string | null>(null);
  const loaded = signal(false);
  const failed = signal(false);
  const openId = signal<string | null>(null);
  /** Follows `openId` a frame later: drawing a thread must not keep the click waiting. */
  const readId = signal<string | null>(null);
  const threads = signal<ReadonlyMap<string, DemoThread>>(new Map());
  const seen = signal(store.load());
  let version = "";
  /** Conversations known by their address alone, beyond the pages loaded, or deleted while they were open. */
  const found = signal<ReadonlyMap<string, DemoConversation>>(new Map());
  const deleted = signal<ReadonlySet<string>>(new Set());

  const knownBy = (id: string | null) =>
    conversations.value.find((item) => item.id === id) ??
    (id === null ? null : (found.value.get(id) ?? null));
  const open = computed(() => knownBy(openId.value));
  const reading = computed(() => knownBy(readId.value));
  const isDeleted = computed(() => readId.value !== null && deleted.value.has(readId.value));
  const thread = computed(() => (readId.value === null ? null : (threads.value.get(readId.value) ?? null)));

  /** Asked later is newer: an answer that comes late must not undo one that was asked for after it. */
  let asked = 0;
  const kept = new Map<string, number>();
  const keepThread = (id: string, newest: DemoThread, turn: number) => {
    if (turn < (kept.get(id) ?? 0)) return;
    kept.set(id, turn);
    threads.value = new Map(threads.value).set(id, withNewest(threads.value.get(id), newest));
  };

  const markSeen = () => {
    const current = open.value;
    if (!current || seen.value[current.id] === current.last.id) return;
    seen.value = { ...seen.value, [current.id]: current.last.id };
    store.save(seen.value);
  };

  /** Whether the open conversation is still there: one that is nowhere and has no message was deleted. */
  const noteDeleted = (id: string, newest: DemoThread, first: DemoConversations) => {
    const gone = newest.items.length === 0 && !first.items.some((item) => item.id === id);
    if (gone === deleted.value.has(id)) return;
    const rest = [...deleted.value].filter((one) => one !== id);
    deleted.value = new Set(gone ? [...rest, id] : rest);
    const item = open.value;
    if (!gone || item?.id !== id) return;
    const nameless = { ...item, name: null, unread: 0, last: { ...item.last, text: null } };
    found.value = new Map(found.value).set(id, nameless);
    conversations.value = conversations.value.filter((one) => one.id !== id);
  };

  /** Runs a call to the server; says so while it does not answer. */
  async function attempt(call: () => Promise<void>): Promise<void> {
    try {
      await call();
      failed.value = false;
    } catch {
      failed.value = true;
    }
  }

  return {
    place,
    conversations,
    moreConversations,
    loaded,
    failed,
    /** What the address says. */
    open,
    /** What the main pane shows, and its messages. */
    reading,
    thread,
    /** That one was deleted: whose it was stands nowhere any more. */
    isDeleted,

    unread: ({ id, unread, last }: DemoConversation): number => (seen.value[id] === last.id ? 0 : unread),

    /** Asks what has changed; to be called again and again. */
    refresh: () =>
      attempt(async () => {
        place.value ??= await server.place();
        const id = openId.value;
        const turn = ++asked;
        const answer = await server.changes(version, id);
        version = answer.version;
        const { changed } = answer;
        batch(() => {
          loaded.value = true;
          if (!changed) return;
          if (conversations.value.length === 0) moreConversations.value = changed.conversations.next;
          if (id !== null && changed.thread) {
            noteDeleted(id, changed.thread, changed.conversations);
            keepThread(id, changed.thread, turn);
          }
          conversations.value = mergeFirst(conversations.value, changed.conversations);
          if (id === openId.value) markSeen();
        });
      }),

    /** Shows a conversation; what is kept of it stands there at once. */
    openConversation: async (id: string | null) => {
      if (id === openId.value) return;
      openId.value = id;
      await afterPaint();
      if (openId.value !== id) return;
      readId.value = id;
      if (id === null) return;
      markSeen();
      await attempt(async () => {
        if (!open.value) {
          const item = await server.conversation(id);
          if (item) found.value = new Map(found.value).set(id, item);
        }
        const turn = ++asked;
        keepThread(id, await server.thread(id, null), turn);
        if (openId.value === id) markSeen();
      });
    },

    loadMore: () =>
      attempt(async () => {
        const cursor = moreConversations.value;
        if (cursor === null) return;
        const { items, next } = await server.conversations(cursor);
        if (moreConversations.value !== cursor) return;
        batch(() => {
          conversations.value = merge(conversations.value, items);
          moreConversations.value = next;
        });
      }),

    loadOlder: () =>
      attempt(async () => {
        const id = readId.value;
        const cursor = id === null ? null : threads.value.get(id)?.next;
        if (id === null || !cursor) return;
        const { items, next } = await server.thread(id, cursor);
        const current = threads.value.get(id);
        if (current?.next !== cursor) return;
        threads.value = new Map(threads.value).set(id, { items: [...items, ...current.items], next });
      }),
  };
}

const newestFirst = (a: DemoConversation, b: DemoConversation): number =>
  b.last.at - a.last.at || (a.id < b.id ? 1 : -1);

/** The known ones with what came anew, newest first. */
function merge(known: DemoConversation[], fresh: DemoConversation[]): DemoConversation[] {
  const ids = new Set(fresh.map(({ id }) => id));
  return [...known.filter(({ id }) => !ids.has(id)), ...fresh].sort(newestFirst);
}

/** The first page is all there is as far as it reaches: what is missing in it was deleted. */
function mergeFirst(known: DemoConversation[], { items, next }: DemoConversations): DemoConversation[] {
  const last = items.at(-1);
  const beyond = next === null || !last ? [] : known.filter((item) => newestFirst(last, item) < 0);
  return merge(beyond, items);
}

/** The newest page takes the place of what it covers; what was loaded before it stays. */
function withNewest(known: DemoThread | undefined, newest: DemoThread): DemoThread {
  const [first] = newest.items;
  if (!known || !first) return newest;
  const ids = new Set(newest.items.map(({ id }) => id));
  const reaches = known.items.some(({ id }) => ids.has(id));
  // A gap: so much arrived that the pages no longer meet.
  if (!reaches) return newest;
  const before = (m: DemoMessage) => !ids.has(m.id) && m.at <= first.at;
  const older = known.items.filter(before);
  return { items: [...older, ...newest.items], next: older.length > 0 ? known.next : newest.next };
}
