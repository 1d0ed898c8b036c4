import { type ReadonlySignal, signal } from "@preact/signals";
import type { Ties } from "../../../../shared/schemas/customers.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import type { Customer } from "../../Customer.ts";
import { createTask, type Task } from "../../task.ts";

export interface SplitModel {
  ties: ReadonlySignal<Ties | null>;
  load: Task<[]>;
  /** The join that is undone whole; null takes only the one channel out. */
  whole: ReadonlySignal<string | null>;
  reason: ReadonlySignal<string>;
  needsReason: ReadonlySignal<boolean>;
  splitting: ReadonlySignal<boolean>;
  failure: ReadonlySignal<CallFailure | null>;
  changed: ReadonlySignal<boolean>;
  choose(recordId: string | null): void;
  giveReason(text: string): void;
  /** Resolves to what takes it back; null when it was refused. */
  split(): Promise<(() => Promise<unknown>) | null>;
}

/** Takes a channel out of its customer, alone or with all that one merge brought. */
export function createSplitModel(customer: Customer, contactId: string): SplitModel {
  const { calls } = customer;
  const ties = signal<Ties | null>(null);
  const whole = signal<string | null>(null);
  const reason = signal("");
  const needsReason = signal(false);
  const splitting = signal(false);
  const failure = signal<CallFailure | null>(null);
  const changed = signal(false);
  const load = createTask(
    () => calls.customerTies({ contactId }),
    (result) => {
      ties.value = result;
      if (!result.joins.some(({ recordId }) => recordId === whole.peek())) whole.value = null;
    },
  );
  /** Merges what was parted: the one that stays is whoever it was taken from. */
  async function rejoin(why: string): Promise<unknown> {
    const others = customer.view.peek().channels.map((channel) => channel.contactId);
    const stays = rest ?? others.find((id) => id !== contactId) ?? customer.contactId;
    const sides = { contactId: stays, otherId: contactId };
    const { seen } = await calls.compareCustomers(sides);
    return calls.mergeCustomers({ ...sides, seen, reason: why, matched: null });
  }
  /** Somebody who stays when the contact goes. */
  let rest: string | null = null;

  return {
    ties,
    load,
    whole,
    reason,
    needsReason,
    splitting,
    failure,
    changed,
    choose(recordId) {
      whole.value = recordId;
    },
    giveReason(words) {
      reason.value = words;
      if (words.trim() !== "") needsReason.value = false;
    },
    async split() {
      const known = ties.peek();
      if (!known || splitting.peek()) return null;
      const why = reason.peek().trim();
      if (why === "") {
        needsReason.value = true;
        return null;
      }
      splitting.value = true;
      failure.value = null;
      try {
        const recordId = whole.peek();
        const goes = known.joins.find((join) => join.recordId === recordId)?.goes ?? [contactId];
        rest =
          customer.view.peek().channels.find((channel) => !goes.includes(channel.contactId))?.contactId ??
          null;
        if (recordId === null) await calls.splitContact({ contactId, seen: known.seen, reason: why });
        else await calls.unmergeCustomers({ recordId, reason: why });
        return () => rejoin(why);
      } catch (error) {
        const refused = failureOf(error);
        if (refused.code !== "STALE") failure.value = refused;
        else {
          await load.run();
          changed.value = load.failure.peek() === null;
        }
        return null;
      } finally {
        splitting.value = false;
        customer.refresh();
      }
    },
  };
}
