import type { PanelView } from "../../shared/schemas/panel.ts";
import type { ServerLink } from "./host.ts";
import { type CachedView, linkKey, openStorage } from "./storage.ts";

const MAX_VIEWS = 200;
const MAX_AGE = 7 * 86_400_000;

type KeptView = Exclude<PanelView, { state: "unchanged" }>;

/** What panels showed, for one member of one workspace: painted first, read-only until confirmed. */
export interface ViewCache {
  /** From memory, within the frame; undefined when only the disk may know. */
  peek(refKey: string): KeptView | undefined;
  get(refKey: string): Promise<KeptView | null>;
  put(refKey: string, view: KeptView): Promise<void>;
  /** The contact was deleted, or this conversation shows somebody else now. */
  purgeContact(contactId: string): Promise<void>;
  /** Signed out, or the server refused the member. */
  purge(): Promise<void>;
}

export function createCache(link: ServerLink, memberId: string, now: () => number = Date.now): ViewCache {
  const owner = `${linkKey(link)} ${memberId}`;
  const keyOf = (refKey: string) => `${owner} ${refKey}`;
  const memory = new Map<string, KeptView>();
  // What was asked to be forgotten while a write was under way stays forgotten.
  let generation = 0;

  const remember = (refKey: string, view: KeptView) => {
    memory.delete(refKey);
    memory.set(refKey, view);
    const oldest = memory.keys().next();
    if (memory.size > MAX_VIEWS && !oldest.done) memory.delete(oldest.value);
  };

  return {
    peek: (refKey) => memory.get(refKey),
    async get(refKey) {
      const kept = memory.get(refKey);
      if (kept) return kept;
      const asked = generation;
      const found = await (await openStorage()).get("view", keyOf(refKey));
      if (!found || found.at < now() - MAX_AGE || asked !== generation) return null;
      const view = found.view as KeptView;
      remember(refKey, view);
      return view;
    },
    async put(refKey, view) {
      const asked = generation;
      remember(refKey, view);
      const contactId = view.state === "linked" ? view.contact.id : null;
      const db = await openStorage();
      if (asked !== generation) return;
      const { store, done } = db.transaction("view", "readwrite");
      await store.put({ key: keyOf(refKey), owner, contactId, view, at: now() });
      const over = (await store.count()) - MAX_VIEWS;
      await dropOldest(store.index("byTime"), over, now() - MAX_AGE);
      await done;
    },
    async purgeContact(contactId) {
      generation++;
      for (const [key, view] of memory)
        if (view.state === "linked" && view.contact.id === contactId) memory.delete(key);
      await deleteWhere("byContact", contactId);
    },
    async purge() {
      generation++;
      memory.clear();
      await deleteWhere("byOwner", owner);
    },
  };
}

async function deleteWhere(index: "byContact" | "byOwner", value: string): Promise<void> {
  const { store, done } = (await openStorage()).transaction("view", "readwrite");
  for (const key of await store.index(index).getAllKeys(value)) void store.delete(key);
  await done;
}

interface TimeCursor {
  value: CachedView;
  delete(): Promise<void>;
  continue(): Promise<TimeCursor | null>;
}

async function dropOldest(
  byTime: { openCursor(): Promise<TimeCursor | null> },
  over: number,
  before: number,
): Promise<void> {
  let cursor = await byTime.openCursor();
  for (let left = over; cursor && (left > 0 || cursor.value.at < before); left--) {
    await cursor.delete();
    cursor = await cursor.continue();
  }
}
