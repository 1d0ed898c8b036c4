import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Comparison, Match } from "../../../../shared/schemas/customers.ts";
import type { Candidate } from "../../../../shared/schemas/panel.ts";
import { type CallFailure, failureOf } from "../../../lib/failure.ts";
import type { Customer } from "../../Customer.ts";
import { createTask, type Task } from "../../task.ts";

export interface MergeModel {
  text: ReadonlySignal<string>;
  /** Null until a search was made; nobody who is this customer already. */
  found: ReadonlySignal<readonly Candidate[] | null>;
  search: Task<[]>;
  /** Both sides, once somebody is chosen. */
  comparison: ReadonlySignal<Comparison | null>;
  compare: Task<[string]>;
  /** Both have a member number, and none in common. */
  twoMembers: ReadonlySignal<boolean>;
  reason: ReadonlySignal<string>;
  /** The last try was refused as one side had changed; `comparison` is how they are now. */
  changed: ReadonlySignal<boolean>;
  /** A reason is missing, and was asked for. */
  needsReason: ReadonlySignal<boolean>;
  merging: ReadonlySignal<boolean>;
  failure: ReadonlySignal<CallFailure | null>;
  type(text: string): void;
  giveReason(text: string): void;
  /** Back to the search. */
  back(): void;
  /** Resolves to the record of the merge; null when it was refused. */
  merge(): Promise<string | null>;
}

/** Who is the same person as this customer, side by side, and the merge. The server's word is shown, never a guess. */
export function createMergeModel(customer: Customer, suggested: { matched: Match } | null): MergeModel {
  const { contactId, calls, view } = customer;
  const text = signal("");
  const found = signal<readonly Candidate[] | null>(null);
  const comparison = signal<Comparison | null>(null);
  const reason = signal("");
  const changed = signal(false);
  const needsReason = signal(false);
  const merging = signal(false);
  const failure = signal<CallFailure | null>(null);
  let otherId: string | null = null;

  const compare = createTask(
    (other: string) => calls.compareCustomers({ contactId, otherId: other }),
    (result, other) => {
      otherId = other;
      comparison.value = result;
    },
  );
  return {
    text,
    found,
    search: createTask(
      async () => {
        const wanted = text.peek().trim();
        return wanted === "" ? null : (await calls.find(wanted)).items;
      },
      (result) => {
        const ours = new Set(view.peek().channels.map((channel) => channel.contactId));
        found.value = result && result.filter((candidate) => !ours.has(candidate.contactId));
      },
    ),
    comparison,
    compare,
    twoMembers: computed(() => {
      const numbers = (side: Comparison["kept"]) => new Set(side.flatMap(({ memberNo }) => memberNo ?? []));
      const { kept, moved } = comparison.value ?? { kept: [], moved: [] };
      const [ours, theirs] = [numbers(kept), numbers(moved)];
      return ours.size > 0 && theirs.size > 0 && ![...theirs].some((memberNo) => ours.has(memberNo));
    }),
    reason,
    changed,
    needsReason,
    merging,
    failure,
    type(words) {
      text.value = words;
      if (words.trim() === "") found.value = null;
    },
    giveReason(words) {
      batch(() => {
        reason.value = words;
        if (words.trim() !== "") needsReason.value = false;
      });
    },
    back() {
      batch(() => {
        comparison.value = null;
        failure.value = null;
        changed.value = false;
        compare.forget();
      });
    },
    async merge() {
      const sides = comparison.peek();
      if (!sides || otherId === null || merging.peek()) return null;
      const why = reason.peek().trim();
      if (why === "" && !suggested) {
        needsReason.value = true;
        return null;
      }
      merging.value = true;
      failure.value = null;
      try {
        const input = {
          contactId,
          otherId,
          seen: sides.seen,
          reason: why,
          matched: suggested?.matched ?? null,
        };
        const { recordId } = await calls.mergeCustomers(input);
        return recordId;
      } catch (error) {
        const refused = failureOf(error);
        if (refused.code !== "STALE") failure.value = refused;
        else {
          await compare.run(otherId);
          changed.value = compare.failure.peek() === null;
        }
        return null;
      } finally {
        merging.value = false;
        customer.refresh();
      }
    },
  };
}
