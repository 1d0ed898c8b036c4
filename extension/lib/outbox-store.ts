import type { ServerLink } from "./host.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import { linkKey, openStorage } from "./storage.ts";

type Condition = (entry: OutboxEntry) => boolean;

/** The rows of one member's outbox. Each change reads and writes in one transaction: pages race for it. */
export interface OutboxStore {
  /** Oldest first. */
  all(): Promise<OutboxEntry[]>;
  /** Durable when it resolves, also against the browser being killed. */
  add(entry: Omit<OutboxEntry, "seq">): Promise<OutboxEntry>;
  /** Null when it is gone or `when` no longer holds. */
  change(operationId: string, when: Condition, to: Partial<OutboxEntry>): Promise<OutboxEntry | null>;
  /** Yes to CONFIRM_REPEAT: another intent, so another operation id, at the same place in line. */
  confirm(operationId: string, newOperationId: string): Promise<OutboxEntry | null>;
  remove(operationId: string, when: Condition): Promise<void>;
}

export function openOutboxStore(link: ServerLink, memberId: string): OutboxStore {
  const isOurs = (entry: OutboxEntry) => entry.memberId === memberId && linkKey(entry.link) === linkKey(link);
  const write = async () => {
    const db = await openStorage();
    return db.transaction("outbox", "readwrite", { durability: "strict" });
  };

  async function update(
    operationId: string,
    when: Condition,
    next: (entry: OutboxEntry) => OutboxEntry | null,
  ): Promise<OutboxEntry | null> {
    const { store, done } = await write();
    const entry = (await store.getAll()).find((e) => isOurs(e) && e.operationId === operationId && when(e));
    const changed = entry ? next(entry) : null;
    if (changed) await store.put(changed);
    else if (entry) await store.delete(entry.seq);
    await done;
    return changed;
  }

  return {
    async all() {
      return (await (await openStorage()).getAll("outbox")).filter(isOurs);
    },
    async add(entry) {
      const { store, done } = await write();
      const seq = await store.add(entry as OutboxEntry);
      await done;
      return { ...entry, seq };
    },
    change: (operationId, when, to) => update(operationId, when, (entry) => ({ ...entry, ...to })),
    confirm: (operationId, newOperationId) =>
      update(
        operationId,
        (entry) => entry.state === "asking",
        (entry) => ({
          ...entry,
          operationId: newOperationId,
          input: { ...entry.input, confirmed: true },
          state: "waiting",
          refusal: null,
          attempts: 0,
          notBefore: 0,
        }),
      ),
    async remove(operationId, when) {
      await update(operationId, when, () => null);
    },
  };
}

/** Whose entries lie on this machine: the background drains them when no page is open. */
export async function outboxOwners(): Promise<{ link: ServerLink; memberId: string }[]> {
  const entries = await (await openStorage()).getAll("outbox");
  const waiting = entries.filter(({ state }) => state === "waiting" || state === "sending");
  return [...new Map(waiting.map((e) => [`${linkKey(e.link)} ${e.memberId}`, e])).values()];
}
