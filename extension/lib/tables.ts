import { askBackground, mustAsk } from "./background-calls.ts";
import type { OutboxEntry } from "./outbox-entry.ts";
import type { CachedView, Draft, StoredSession } from "./storage.ts";

type State = OutboxEntry["state"];

/** Everything kept on this machine. Arguments and answers are plain data: calls may cross to the background. */
export interface Tables {
  session: {
    get(key: string): Promise<StoredSession | null>;
    put(key: string, session: StoredSession): Promise<void>;
    delete(key: string): Promise<void>;
  };
  /** `owner` is `<workspace key> <member>`. Each change is one transaction: pages race for it. */
  outbox: {
    /** Oldest first. */
    all(owner: string): Promise<OutboxEntry[]>;
    /** Durable when it resolves. A second call with the same operation id changes nothing. */
    add(entry: Omit<OutboxEntry, "seq">): Promise<OutboxEntry>;
    /** Null when it is gone or in no state of `when`. */
    change(
      owner: string,
      operationId: string,
      when: readonly State[],
      to: Partial<OutboxEntry>,
    ): Promise<OutboxEntry | null>;
    remove(owner: string, operationId: string, when: readonly State[]): Promise<void>;
    /** One entry of everybody who has something waiting. */
    owners(): Promise<OutboxEntry[]>;
  };
  view: {
    get(key: string): Promise<CachedView | null>;
    /** Drops the oldest beyond `most` and whatever is older than `before`, UTC ms. */
    put(view: CachedView, most: number, before: number): Promise<void>;
    deleteWhere(index: "byOwner" | "byContact", value: string): Promise<void>;
  };
  draft: {
    get(key: string): Promise<Draft | null>;
    startingWith(prefix: string): Promise<[key: string, draft: Draft][]>;
    /** null deletes. */
    write(changes: [key: string, draft: Draft | null][]): Promise<void>;
  };
}

let chosen: Promise<Tables> | undefined;

/** Where this page keeps things: the background's database, or its own, whose code only those fetch that have one. */
export function openTables(): Promise<Tables> {
  chosen ??= mustAsk() ? Promise.resolve(askedTables) : ownTables();
  return chosen;
}

async function ownTables(): Promise<Tables> {
  try {
    const { openOwnTables } = await import("./tables-own.ts");
    return await openOwnTables();
  } catch (error) {
    chosen = undefined;
    throw error;
  }
}

/** A name a promise asks for when it is resolved with these: none of ours. */
const THEN = "then";

const askedTables = new Proxy({} as Tables, {
  get: (target, table: string) => (table === THEN ? undefined : askedTable(target, table)),
});

const askedTable = (target: object, table: string) =>
  new Proxy(target, {
    get: (_target, method: string) =>
      method === THEN
        ? undefined
        : (...args: unknown[]) => askBackground({ type: "table", table, method, args }),
  });
