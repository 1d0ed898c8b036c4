import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { TagCount } from "../../../shared/schemas/tags.ts";
import { dateInputTime, dateInputValue, startOfDay } from "../../lib/format.ts";
import type { Customer } from "../Customer.ts";
import { createTask, type Task } from "../task.ts";

export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number] | "custom";

const DAY = 86_400_000;
const LONGEST = 3660 * DAY;

export interface FrequencyModel {
  open: ReadonlySignal<boolean>;
  period: ReadonlySignal<Period>;
  /** Two local days as date inputs hold them, both within the period. */
  range: ReadonlySignal<{ from: string; to: string }>;
  /** False when the two days are no period. */
  rangeIsValid: ReadonlySignal<boolean>;
  /** Most often first; null until the first answer. */
  counts: ReadonlySignal<readonly TagCount[] | null>;
  total: ReadonlySignal<number>;
  load: Task<[]>;
  toggle(): void;
  choose(period: Period): void;
  setRange(range: { from: string; to: string }): void;
}

/** The instant after the local day that starts at `day`; days are not always 24 h long. */
const dayAfter = (day: number) => startOfDay(day + 1.5 * DAY);

/** How often each tag was applied within a period (T3). Asks only while it is open. */
export function createFrequencyModel(customer: Customer, lifetime: AbortSignal): FrequencyModel {
  const open = signal(false);
  const period = signal<Period>(30);
  const today = () => startOfDay(customer.now());
  const lastDays = (n: number) => ({
    from: dateInputValue(startOfDay(today() - (n - 1) * DAY + DAY / 2)),
    to: dateInputValue(today()),
  });
  const range = signal(lastDays(30));
  const bounds = computed(() => {
    const from = dateInputTime(range.value.from);
    const last = dateInputTime(range.value.to);
    if (from === null || last === null) return null;
    const to = dayAfter(last);
    return from < to && to - from <= LONGEST ? { from, to } : null;
  });
  const counts = signal<readonly TagCount[] | null>(null);

  const load = createTask(
    async () => {
      const asked = bounds.peek();
      return asked ? customer.calls.tagFrequency({ contactId: customer.contactId, ...asked }) : [];
    },
    (found) => {
      counts.value = found.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    },
  );

  // Opened, another period, or another application of a tag.
  const stop = effect(() => {
    const wanted = open.value && bounds.value !== null;
    void customer.view.value.contact.version;
    if (wanted) void load.run();
  });
  lifetime.addEventListener("abort", stop);

  return {
    open,
    period,
    range,
    rangeIsValid: computed(() => bounds.value !== null),
    counts,
    total: computed(() => (counts.value ?? []).reduce((sum, { count }) => sum + count, 0)),
    load,
    toggle() {
      open.value = !open.peek();
    },
    choose(next) {
      period.value = next;
      if (next !== "custom") range.value = lastDays(next);
    },
    setRange(next) {
      range.value = next;
    },
  };
}
