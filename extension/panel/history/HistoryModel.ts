import { type ReadonlySignal, signal } from "@preact/signals";
import { failureOf, type CallFailure } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import type { WriteName } from "../desk.ts";
import { createTask, type Task } from "../task.ts";
import { canBeMended } from "../writes.ts";

/** A value as its history lists it. */
export interface Former {
  id: string;
  source: string;
  authorName: string | null;
  at: number;
}

interface Calls<Item extends Former> {
  load(): Promise<Item[]>;
  /** Sets the value again; `seen` is the newest one's id. */
  revert(item: Item, seen: string): Promise<unknown>;
  /** The write `revert` sends, to take a refused one back. */
  write: WriteName;
}

export interface HistoryModel<Item extends Former> {
  /** Newest first: the first is what it is now. Null until they are read. */
  readonly items: ReadonlySignal<readonly Item[] | null>;
  readonly load: Task<[]>;
  /** The one being set again. */
  readonly reverting: ReadonlySignal<string | null>;
  readonly failure: ReadonlySignal<CallFailure | null>;
  /** Resolves to whether the server has it. */
  revert(item: Item): Promise<boolean>;
}

/** What one value of a customer was, read when it is asked for. */
export function createHistoryModel<Item extends Former>(
  customer: Customer,
  calls: Calls<Item>,
): HistoryModel<Item> {
  const items = signal<readonly Item[] | null>(null);
  const reverting = signal<string | null>(null);
  const failure = signal<CallFailure | null>(null);
  const load = createTask(calls.load, (found) => {
    items.value = found;
  });
  void load.run();

  return {
    items,
    load,
    reverting,
    failure,
    async revert(item) {
      const newest = items.peek()?.[0];
      if (!newest || newest.id === item.id || reverting.peek() || !customer.confirmed.peek()) return false;
      reverting.value = item.id;
      failure.value = null;
      try {
        await calls.revert(item, newest.id);
        return true;
      } catch (error) {
        failure.value = failureOf(error);
        // It is told here; what can be mended by trying again needs no place in the outbox.
        const refused = customer.pending
          .peek()
          .filter((entry) => entry.procedure === calls.write && entry.state === "refused");
        if (canBeMended(failure.peek()?.code ?? "INTERNAL"))
          for (const entry of refused) void customer.drop(entry.operationId);
        return false;
      } finally {
        reverting.value = null;
        void load.run();
      }
    },
  };
}
