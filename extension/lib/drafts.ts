import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";
import type { Draft } from "./storage.ts";
import { openTables } from "./tables.ts";

/** Texts begun and not sent, of one member: kept with their customer through switches, reloads and updates. */
export interface Drafts {
  /** @param field the product's word for it, such as `note`, `note/<noteId>`, `profile/email` */
  get(contactId: string, field: string): Promise<Draft | null>;
  /** All drafts of a contact by field. */
  of(contactId: string): Promise<Map<string, Draft>>;
  /** Empty text drops it. Calls while one is being written are merged; the last one wins. */
  set(contactId: string, field: string, text: string, seen?: string | null): Promise<void>;
  drop(contactId: string, field: string): Promise<void>;
  /** Drops all drafts of a contact. */
  forget(contactId: string): Promise<void>;
}

export function createDrafts(link: ServerLink, memberId: string, now: () => number = Date.now): Drafts {
  const prefix = (contactId: string) => `${linkKey(link)} ${memberId} ${contactId} `;
  const waiting = new Map<string, Draft | null>();
  let writing: Promise<void> | undefined;

  async function flush(): Promise<void> {
    try {
      while (waiting.size > 0) {
        const changes = [...waiting];
        await (await openTables()).draft.write(changes);
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
      return (await openTables()).draft.get(key);
    },
    async of(contactId) {
      await writing;
      const start = prefix(contactId);
      const found = await (await openTables()).draft.startingWith(start);
      return new Map(found.map(([key, draft]) => [key.slice(start.length), draft]));
    },
    set: (contactId, field, text, seen = null) =>
      put(prefix(contactId) + field, text === "" ? null : { text, seen, at: now() }),
    drop: (contactId, field) => put(prefix(contactId) + field, null),
    async forget(contactId) {
      const start = prefix(contactId);
      const kept = await (await openTables()).draft.startingWith(start);
      const keys = [...waiting.keys()].filter((key) => key.startsWith(start));
      await Promise.all([...kept.map(([key]) => key), ...keys].map((key) => put(key, null)));
    },
  };
}
