import { type ReadonlySignal, signal } from "@preact/signals";
import type { Revealed, RevealedField } from "../../../shared/schemas/panel.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";

/** Values in clear, as long as this view of the customer is open: never in the cache, never in the outbox. */
export interface RevealModel {
  /** Which value is asked for; null while nothing is. */
  readonly asking: ReadonlySignal<RevealedField | null>;
  readonly busy: ReadonlySignal<boolean>;
  /** Why it was not revealed. */
  readonly failure: ReadonlySignal<CallFailure | null>;
  ask(field: RevealedField): void;
  cancel(): void;
  /** Asks the server, with the reason that its audit keeps. */
  reveal(reason: string): Promise<void>;
  /**
   * What was revealed of a field; null when nothing was, or it has changed since.
   *
   * @param at of the field on screen, UTC ms
   */
  shown(field: RevealedField, at: number | null): { value: string; display: string } | null;
}

export const REASON_LENGTH = { min: 3, max: 200 } as const;

export function createRevealModel(
  { contactId, calls, view }: Pick<Customer, "contactId" | "calls" | "view">,
  lifetime: AbortSignal,
): RevealModel {
  const asking = signal<RevealedField | null>(null);
  const busy = signal(false);
  const failure = signal<CallFailure | null>(null);
  const revealed = signal<ReadonlyMap<RevealedField, { of: Revealed; at: number | null }>>(new Map());

  lifetime.addEventListener("abort", () => {
    revealed.value = new Map();
    asking.value = null;
  });

  const atOf = (field: RevealedField): number | null => {
    const { profile } = view.peek().contact;
    return field === "externalId" ? null : profile[field].at;
  };

  return {
    asking,
    busy,
    failure,
    ask(field) {
      failure.value = null;
      asking.value = field;
    },
    cancel() {
      if (!busy.peek()) asking.value = null;
    },
    async reveal(reason) {
      const field = asking.peek();
      if (!field || busy.peek()) return;
      busy.value = true;
      failure.value = null;
      const at = atOf(field);
      try {
        const of = await calls.reveal({ contactId, fields: [field], reason: reason.trim() });
        if (lifetime.aborted) return;
        revealed.value = new Map([...revealed.peek(), [field, { of, at }]]);
        asking.value = null;
      } catch (error) {
        failure.value = failureOf(error);
      } finally {
        busy.value = false;
      }
    },
    shown(field, at) {
      const found = revealed.value.get(field);
      if (!found || found.at !== at) return null;
      const value = found.of[field] ?? null;
      if (value === null) return null;
      return { value, display: (field === "phone" ? found.of.phoneDisplay : null) ?? value };
    },
  };
}
