import type { Database } from "../db/database.ts";

/**
 * Lets what came in together be stored together: an embedded file answers without ever waiting. When the
 * disk is slow, as long as the last group took, so that at most half the time goes to commits.
 */
const GATHER_MS = { least: 2, most: 12 };

interface Waiting<Item, Outcome> {
  item: Item;
  size: number;
  done(outcome: Outcome): void;
  failed(error: unknown): void;
}

interface Queue<Item, Outcome> {
  waiting: Waiting<Item, Outcome>[];
  running: boolean;
}

interface Options<Item, Outcome> {
  /** Bounds one batch, so that no call holds the event loop for long. */
  most: { items: number; size: number };
  sizeOf(item: Item): number;
  /** Stores them in one batch. @returns an outcome for each, in their order */
  store(db: Database, items: Item[]): Promise<Outcome[]>;
}

/**
 * What waits while others are being written becomes one batch: one commit for all of them. On the edge
 * every request has its own `Database`, so nothing is shared between requests there.
 */
export function groupCommit<Item, Outcome>({ most, sizeOf, store }: Options<Item, Outcome>) {
  const queues = new WeakMap<Database, Queue<Item, Outcome>>();

  async function drain(db: Database, queue: Queue<Item, Outcome>): Promise<void> {
    let took: number = GATHER_MS.least;
    while (queue.waiting.length > 0) {
      const pause = Math.min(Math.max(took, GATHER_MS.least), GATHER_MS.most);
      await new Promise((resolve) => setTimeout(resolve, pause));
      const started = performance.now();
      await storeGroup(db, takeGroup(queue.waiting));
      took = performance.now() - started;
    }
    queue.running = false;
  }

  function takeGroup(waiting: Waiting<Item, Outcome>[]): Waiting<Item, Outcome>[] {
    let total = 0;
    let count = 0;
    for (const { size } of waiting) {
      total += size;
      if (count > 0 && (count >= most.items || total > most.size)) break;
      count++;
    }
    return waiting.splice(0, count);
  }

  async function storeGroup(db: Database, group: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await store(
        db,
        group.map(({ item }) => item),
      );
      group.forEach(({ done }, i) => done(outcomes[i] as Outcome));
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  }

  return (db: Database, item: Item): Promise<Outcome> =>
    new Promise((done, failed) => {
      const queue = queues.get(db) ?? { waiting: [], running: false };
      queues.set(db, queue);
      queue.waiting.push({ item, size: sizeOf(item), done, failed });
      if (queue.running) return;
      queue.running = true;
      void drain(db, queue);
    });
}
