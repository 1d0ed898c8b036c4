import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { EventItem } from "../../../shared/schemas/panel.ts";
import { startOfDay } from "../../lib/format.ts";
import type { Customer } from "../Customer.ts";
import { createTask, type Task } from "../task.ts";

export interface EventDay {
  /** UTC ms of the local day's first instant. */
  day: number;
  events: EventItem[];
}

export interface EventsModel {
  /** Newest first, in local days. */
  days: ReadonlySignal<readonly EventDay[]>;
  hasMore: ReadonlySignal<boolean>;
  more: Task<[]>;
}

/** The event log of one customer: it only grows, so what was loaded stays right. */
export function createEventsModel(customer: Customer): EventsModel {
  const older = signal<{ items: EventItem[]; next: string | null } | null>(null);
  // What slips from the first page while more is open must not vanish from between.
  const seen = new Map<string, EventItem>();

  const more = createTask(
    () => {
      const pages = older.peek();
      const cursor = pages ? pages.next : customer.view.peek().events.next;
      return customer.calls.events({ contactId: customer.contactId, cursor });
    },
    (page) => {
      older.value = { items: [...(older.peek()?.items ?? []), ...page.items], next: page.next };
    },
  );

  const days = computed(() => {
    for (const event of [...customer.view.value.events.items, ...(older.value?.items ?? [])])
      seen.set(event.id, event);
    const shown = older.value ? [...seen.values()] : customer.view.value.events.items;
    const sorted = [...shown].sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    const byDay: EventDay[] = [];
    for (const event of sorted) {
      const day = startOfDay(event.at);
      const last = byDay.at(-1);
      if (last?.day === day) last.events.push(event);
      else byDay.push({ day, events: [event] });
    }
    return byDay;
  });

  return {
    days,
    hasMore: computed(() => (older.value ? older.value.next : customer.view.value.events.next) !== null),
    more,
  };
}
