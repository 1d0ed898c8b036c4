import { type ReadonlySignal, signal } from "@preact/signals";
import type { DeletionItem, DeletionListItem } from "../../../shared/schemas/conversations.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import { createResource, type Resource } from "../Resource.ts";

export interface DeletionsCalls {
  list(): Promise<DeletionListItem[]>;
  restore(input: { deletionId: string }): Promise<DeletionItem>;
  eraseNow(input: { deletionId: string; typed: string }): Promise<DeletionItem>;
}

export interface DeletionsModel {
  readonly deletions: Resource<DeletionListItem[]>;
  /** The deletion something is being done about. */
  readonly busy: ReadonlySignal<string | null>;
  /** Resolves to why it was refused; null when it is done. What was refused is read again. */
  restore(deletionId: string): Promise<CallFailure | null>;
  eraseNow(deletionId: string, typed: string): Promise<CallFailure | null>;
}

export function createDeletionsModel(calls: DeletionsCalls): DeletionsModel {
  const deletions = createResource(calls.list);
  const busy = signal<string | null>(null);

  async function run(deletionId: string, call: () => Promise<DeletionItem>): Promise<CallFailure | null> {
    busy.value = deletionId;
    try {
      const now = await call();
      deletions.update((items) =>
        items
          .map((item) => (item.id === deletionId ? { ...item, ...now } : item))
          .filter(({ state }) => state !== "restored"),
      );
      return null;
    } catch (error) {
      void deletions.load();
      return failureOf(error);
    } finally {
      busy.value = null;
    }
  }

  return {
    deletions,
    busy,
    restore: (deletionId) => run(deletionId, () => calls.restore({ deletionId })),
    eraseNow: (deletionId, typed) => run(deletionId, () => calls.eraseNow({ deletionId, typed })),
  };
}
