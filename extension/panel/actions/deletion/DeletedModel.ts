import { type ReadonlySignal, signal } from "@preact/signals";
import type { DeletionItem } from "../../../../shared/schemas/conversations.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import type { PanelCalls } from "../../desk.ts";

/** How often it is asked whether erasing is through, ms. */
export const ASK_EVERY = 1000;

export interface DeletedModel {
  /** Where the deletion stands. */
  item: ReadonlySignal<DeletionItem>;
  busy: ReadonlySignal<boolean>;
  failure: ReadonlySignal<CallFailure | null>;
  /** What the panel learnt of it meanwhile, such as that somebody else erases it. */
  learn(now: DeletionItem): void;
  /** Resolves to whether it is done. */
  restore(): Promise<boolean>;
  /** Resolves to whether it has begun; then `item` follows until it is erased. */
  eraseNow(typed: string): Promise<boolean>;
}

type Calls = Pick<PanelCalls, "restore" | "eraseNow" | "deletion">;

/** A deleted conversation: bring it back, or erase it now and see it through. */
export function createDeletedModel(calls: Calls, first: DeletionItem, lifetime: AbortSignal): DeletedModel {
  const item = signal(first);
  const busy = signal(false);
  const failure = signal<CallFailure | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  lifetime.addEventListener("abort", () => clearTimeout(timer));

  async function run(call: () => Promise<DeletionItem>): Promise<boolean> {
    if (busy.peek()) return false;
    busy.value = true;
    failure.value = null;
    try {
      item.value = await call();
      return true;
    } catch (error) {
      failure.value = failureOf(error);
      return false;
    } finally {
      busy.value = false;
    }
  }

  function follow(): void {
    if (lifetime.aborted || item.peek().state !== "erasing") return;
    timer = setTimeout(() => void ask().finally(follow), ASK_EVERY);
  }
  async function ask(): Promise<void> {
    const found = await calls.deletion(first.id).catch(() => null);
    if (found && !lifetime.aborted) item.value = found;
  }

  follow();
  return {
    item,
    busy,
    failure,
    learn(now) {
      if (now.state === item.peek().state || item.peek().state !== "deleted") return;
      item.value = now;
      follow();
    },
    restore: () => run(() => calls.restore(first.id)),
    async eraseNow(typed) {
      const begun = await run(() => calls.eraseNow({ deletionId: first.id, typed }));
      if (begun) follow();
      return begun;
    },
  };
}
