import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { failureOf, type FailureCode } from "../../lib/failure.ts";
import type { Draft } from "../../lib/storage.ts";
import type { Customer } from "../Customer.ts";
import { canBeMended, isWrite } from "../writes.ts";
import { fits, putNote } from "./list.ts";

/** A new note as far as it is written. */
export interface Composing {
  text: ReadonlySignal<string>;
  /** Why the note just sent came back. */
  error: ReadonlySignal<FailureCode | null>;
  type(text: string): void;
  /** True when the note is on its way. */
  add(): boolean;
  restore(drafts: ReadonlyMap<string, Draft>): void;
}

const DRAFT = "note";

export function createComposing(customer: Customer, lifetime: AbortSignal): Composing {
  const text = signal("");
  const error = signal<FailureCode | null>(null);
  /** Sent, but not known to be in the outbox: until then the draft is all that survives a killed tab. */
  let leaving: string | null = null;

  const sentAs = (words: string) =>
    customer.pending.value.find((entry) => isWrite(entry, "notes.create") && entry.input.text === words);

  const stop = effect(() => {
    const durable = sentAs(leaving ?? "");
    if (leaving === null || !durable) return;
    leaving = null;
    customer.keepDraft(DRAFT, text.peek());
  });
  lifetime.addEventListener("abort", stop);

  function type(words: string): void {
    text.value = words;
    error.value = null;
    customer.keepDraft(DRAFT, words);
  }

  /** A refused note returns to where it was written, unless something else is being written there. */
  function giveBack(words: string, code: FailureCode): void {
    if (lifetime.aborted || text.peek() !== "" || !canBeMended(code)) return;
    type(words);
    error.value = code;
    const entry = sentAs(words);
    if (entry) void customer.drop(entry.operationId);
  }

  return {
    text,
    error,
    type,
    add() {
      const words = text.peek().trim();
      if (!fits(words) || !customer.confirmed.peek()) return false;
      leaving = words;
      text.value = "";
      error.value = null;
      customer
        .send("notes.create", { contactId: customer.contactId, text: words }, (view, note) => ({
          ...view,
          notes: { ...view.notes, items: putNote(view.notes.items, note) },
        }))
        .catch((why) => giveBack(words, failureOf(why).code));
      return true;
    },
    restore(drafts) {
      for (const entry of customer.pending.peek())
        if (entry.state === "refused" && isWrite(entry, "notes.create"))
          giveBack(entry.input.text, entry.refusal?.code ?? "INTERNAL");
      const draft = drafts.get(DRAFT)?.text ?? "";
      if (text.peek() === "" && !sentAs(draft.trim())) text.value = draft;
    },
  };
}
