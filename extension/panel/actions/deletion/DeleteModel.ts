import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import { DELETE_WORDS, type DeletionPreview } from "../../../../shared/schemas/conversations.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import type { Customer } from "../../Customer.ts";

export interface DeleteModel {
  /** What would go; null while it is counted. */
  preview: ReadonlySignal<DeletionPreview | null>;
  /** Something happened since the person saw the numbers: these are new ones. */
  changed: ReadonlySignal<boolean>;
  typed: ReadonlySignal<string>;
  confirmed: ReadonlySignal<boolean>;
  deleting: ReadonlySignal<boolean>;
  failure: ReadonlySignal<CallFailure | null>;
  type(word: string): void;
  /** Counts what would go. */
  count(): Promise<void>;
  /** Deletes what was seen. Resolves to whether it is done. */
  remove(): Promise<boolean>;
}

/** Whether that is one of the words that say "I mean it". */
export const isDeleteWord = (typed: string): boolean =>
  DELETE_WORDS.some((word) => word === typed.normalize("NFC").trim());

/** Asks before a conversation is deleted, and deletes only what the person was shown. */
export function createDeleteModel(customer: Pick<Customer, "contactId" | "calls" | "refresh">): DeleteModel {
  const { contactId, calls } = customer;
  const preview = signal<DeletionPreview | null>(null);
  const changed = signal(false);
  const typed = signal("");
  const deleting = signal(false);
  const failure = signal<CallFailure | null>(null);
  const confirmed = computed(() => preview.value !== null && isDeleteWord(typed.value));

  async function count(): Promise<void> {
    failure.value = null;
    try {
      preview.value = await calls.deletionPreview(contactId);
    } catch (error) {
      failure.value = failureOf(error);
    }
  }

  async function refused(why: CallFailure): Promise<void> {
    if (why.code !== "STALE") {
      failure.value = why;
      return;
    }
    // What was typed was meant for other numbers.
    batch(() => {
      preview.value = null;
      typed.value = "";
      changed.value = true;
    });
    await count();
  }

  return {
    preview,
    changed,
    typed,
    confirmed,
    deleting,
    failure,
    type: (word) => {
      typed.value = word;
    },
    count,
    async remove() {
      const seen = preview.peek()?.token;
      if (seen === undefined || !confirmed.peek() || deleting.peek()) return false;
      deleting.value = true;
      failure.value = null;
      try {
        await calls.deleteConversation({ contactId, seen, typed: typed.peek() });
        customer.refresh();
        return true;
      } catch (error) {
        await refused(failureOf(error));
        return false;
      } finally {
        deleting.value = false;
      }
    },
  };
}
