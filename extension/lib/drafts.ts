import type { ServerLink } from "./host.ts";
import { type Draft, linkKey, openStorage } from "./storage.ts";

/** Texts begun and not sent, of one member: kept with their customer through switches, reloads and updates. */
export interface Drafts {
  /** @param field the product's word for it, such as `note`, `note/<noteId>`, `profile/email` */
  get(contactId: string, field: string): Promise<Draft | null>;
  /** All drafts of a contact by field. */
  of(contactId: string): Promise<Map<string, Draft>>;
  /** Empty text drops it. Calls while one is being written are merged; the last one wins. */
  set(contactId: string, field: string, text: string, seen?: string | null): Promise<void>;
  drop(contactId: string, field: string): Promise<void>;
}

export function createDrafts(link: ServerLink, memberId: string, now: () => number = Date.now): Drafts {
  const prefix = (contactId: string) => `${linkKey(link)} ${memberId} ${contactId} `;
  const waiting = new Map<string, Draft | null>();
  let writing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    try {
      while (waiting.size > 0) {
        const changes = [...waiting];
        const db = await openStorage();
        const { store, done } = db.transaction("draft", "readwrite");
        for (const [key, draft] of changes) void (draft === null ? store.delete(key) : store.put(draft, key));
        await done;
        for (const [key, draft] of changes) if (waiting.get(key) === draft) waiting.delete(key);
      }
    } finally {
      writing = undefined;
    }
  }
  const put = (key: string, draft: Draft | null) => {
    waiting.set(key, draft);
    return (writing ??= flush());
  };

  return {
    async get(contactId, field) {
      const key = prefix(contactId) + field;
      const unwritten = waiting.get(key);
      if (unwritten !== undefined) return unwritten;
      return (await (await openStorage()).get("draft", key)) ?? null;
    },
    async of(contactId) {
      await writing;
      const start = prefix(contactId);
      const db = await openStorage();
      const range = IDBKeyRange.bound(start, `${start}\uffff`);
      const [keys, values] = await Promise.all([db.getAllKeys("draft", range), db.getAll("draft", range)]);
      return new Map(
        keys.flatMap((key, i) => {
          const draft = values[i];
          return draft ? [[key.slice(start.length), draft] as const] : [];
        }),
      );
    },
    set: (contactId, field, text, seen = null) =>
      put(prefix(contactId) + field, text === "" ? null : { text, seen, at: now() }),
    drop: (contactId, field) => put(prefix(contactId) + field, null),
  };
}
