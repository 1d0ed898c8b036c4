import type { OutboxEntry } from "./outbox-entry.ts";
import { linkKey } from "./link-key.ts";
import { openStorage } from "./storage.ts";
import type { Tables } from "./tables.ts";

export const ownerOf = (entry: Pick<OutboxEntry, "link" | "memberId">): string =>
  `${linkKey(entry.link)} ${entry.memberId}`;

/** The tables in this origin's IndexedDB. */
export const keptTables: Tables = {
  session: {
    async get(key) {
      return (await (await openStorage()).get("session", key)) ?? null;
    },
    async put(key, session) {
      await (await openStorage()).put("session", session, key);
    },
    async delete(key) {
      await (await openStorage()).delete("session", key);
    },
  },

  outbox: {
    async all(owner) {
      return (await (await openStorage()).getAll("outbox")).filter((entry) => ownerOf(entry) === owner);
    },
    async add(entry) {
      const { store, done } = await writeOutbox();
      const there = (await store.getAll()).find(({ operationId }) => operationId === entry.operationId);
      const added = there ?? { ...entry, seq: await store.add(entry as OutboxEntry) };
      await done;
      return added;
    },
    change: (owner, operationId, when, to) =>
      update(owner, operationId, when, (entry) => ({ ...entry, ...to })),
    async remove(owner, operationId, when) {
      await update(owner, operationId, when, () => null);
    },
    async owners() {
      const entries = await (await openStorage()).getAll("outbox");
      const waiting = entries.filter(({ state }) => state === "waiting" || state === "sending");
      return [...new Map(waiting.map((entry) => [ownerOf(entry), entry])).values()];
    },
  },

  view: {
    async get(key) {
      return (await (await openStorage()).get("view", key)) ?? null;
    },
    async put(view, most, before) {
      const { store, done } = (await openStorage()).transaction("view", "readwrite");
      await store.put(view);
      let over = (await store.count()) - most;
      for (
        let cursor = await store.index("byTime").openCursor();
        cursor && (over > 0 || cursor.value.at < before);
        cursor = await cursor.continue()
      ) {
        await cursor.delete();
        over--;
      }
      await done;
    },
    async deleteWhere(index, value) {
      const { store, done } = (await openStorage()).transaction("view", "readwrite");
      for (const key of await store.index(index).getAllKeys(value)) void store.delete(key);
      await done;
    },
  },

  draft: {
    async get(key) {
      return (await (await openStorage()).get("draft", key)) ?? null;
    },
    async startingWith(prefix) {
      const db = await openStorage();
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, drafts] = await Promise.all([db.getAllKeys("draft", range), db.getAll("draft", range)]);
      return drafts.map((draft, i) => [String(keys[i]), draft]);
    },
    async write(changes) {
      const { store, done } = (await openStorage()).transaction("draft", "readwrite");
      for (const [key, draft] of changes) void (draft ? store.put(draft, key) : store.delete(key));
      await done;
    },
  },
};

/** Strict: it must outlive the browser being killed. */
async function writeOutbox() {
  return (await openStorage()).transaction("outbox", "readwrite", { durability: "strict" });
}

async function update(
  owner: string,
  operationId: string,
  when: readonly OutboxEntry["state"][],
  next: (entry: OutboxEntry) => OutboxEntry | null,
): Promise<OutboxEntry | null> {
  const { store, done } = await writeOutbox();
  const entry = (await store.getAll()).find(
    (one) => one.operationId === operationId && ownerOf(one) === owner && when.includes(one.state),
  );
  const changed = entry ? next(entry) : null;
  if (changed) await store.put(changed);
  else if (entry) await store.delete(entry.seq);
  await done;
  return changed;
}
