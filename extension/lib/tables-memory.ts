import type { OutboxEntry } from "./outbox-entry.ts";
import type { CachedView, Draft, StoredSession } from "./storage.ts";
import type { Tables } from "./tables.ts";
import { ownerOf } from "./tables-kept.ts";

/**
 * The tables of a widget whose browser gives a framed page of another site no storage: they last as
 * long as the page, and the panel goes on working.
 */
export function memoryTables(): Tables {
  const sessions = new Map<string, StoredSession>();
  const views = new Map<string, CachedView>();
  const drafts = new Map<string, Draft>();
  let entries: OutboxEntry[] = [];
  let seq = 0;

  const find = (owner: string, operationId: string, when: readonly OutboxEntry["state"][]) =>
    entries.find(
      (one) => one.operationId === operationId && ownerOf(one) === owner && when.includes(one.state),
    );

  return {
    session: {
      get: async (key) => sessions.get(key) ?? null,
      put: async (key, session) => void sessions.set(key, session),
      delete: async (key) => void sessions.delete(key),
    },
    outbox: {
      all: async (owner) => entries.filter((entry) => ownerOf(entry) === owner),
      async add(entry) {
        const added = { ...entry, seq: ++seq };
        entries = [...entries, added];
        return added;
      },
      async change(owner, operationId, when, to) {
        const entry = find(owner, operationId, when);
        if (!entry) return null;
        const changed = { ...entry, ...to };
        entries = entries.map((one) => (one === entry ? changed : one));
        return changed;
      },
      async remove(owner, operationId, when) {
        const entry = find(owner, operationId, when);
        entries = entries.filter((one) => one !== entry);
      },
      owners: async () => [],
    },
    view: {
      get: async (key) => views.get(key) ?? null,
      async put(view, most) {
        views.delete(view.key);
        views.set(view.key, view);
        const oldest = views.keys().next();
        if (views.size > most && !oldest.done) views.delete(oldest.value);
      },
      async deleteWhere(index, value) {
        const field = index === "byOwner" ? "owner" : "contactId";
        for (const [key, view] of views) if (view[field] === value) views.delete(key);
      },
    },
    draft: {
      get: async (key) => drafts.get(key) ?? null,
      startingWith: async (prefix) => [...drafts].filter(([key]) => key.startsWith(prefix)),
      async write(changes) {
        for (const [key, draft] of changes) {
          if (draft) drafts.set(key, draft);
          else drafts.delete(key);
        }
      },
    },
  };
}
