import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ActiveStatus } from "../../../shared/schemas/conversations.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";

export interface ActiveModel {
  status: ReadonlySignal<ActiveStatus>;
  switching: ReadonlySignal<boolean>;
  /** Resolves to why it was refused, null when it is done. */
  switchTo(active: boolean): Promise<CallFailure | null>;
}

/** The switch 狀態功能：有效 of one conversation. The server's word is shown, never a guess. */
export function createActiveModel(customer: Customer): ActiveModel {
  const { contactId, view } = customer;
  const switching = signal(false);
  /** What the server answered, until a newer view says it too. */
  const answered = signal<{ version: number; status: ActiveStatus } | null>(null);
  return {
    status: computed(() => {
      const { contact, active } = view.value;
      return answered.value?.version === contact.version ? answered.value.status : active;
    }),
    switching,
    async switchTo(active) {
      if (switching.peek() || !customer.confirmed.peek()) return null;
      switching.value = true;
      try {
        const status = await customer.calls.setActive({ contactId, active });
        answered.value = { version: view.peek().contact.version, status };
        return null;
      } catch (error) {
        return failureOf(error);
      } finally {
        switching.value = false;
        customer.refresh();
      }
    },
  };
}
