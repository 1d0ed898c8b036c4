import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { OrderItem } from "../../../shared/schemas/orders.ts";
import type { Customer } from "../Customer.ts";
import { createTask, type Task } from "../task.ts";

export interface OrdersModel {
  /** Newest first, of the last 90 days. */
  recent: ReadonlySignal<readonly OrderItem[]>;
  /** From before; none until they were asked for. */
  earlier: ReadonlySignal<readonly OrderItem[]>;
  hasMore: ReadonlySignal<boolean>;
  more: Task<[]>;
}

/** The orders of one customer: those the panel came with, and older ones page by page. */
export function createOrdersModel(customer: Customer): OrdersModel {
  const older = signal<{ items: OrderItem[]; next: string | null } | null>(null);
  // What slips from the first page while more is open must not vanish from between.
  const seen = new Map<string, OrderItem>();

  const more = createTask(
    () => {
      const pages = older.peek();
      const cursor = pages ? pages.next : customer.view.peek().orders.recent.next;
      return customer.calls.orders({ contactId: customer.contactId, cursor });
    },
    (page) => {
      older.value = { items: [...(older.peek()?.items ?? []), ...page.items], next: page.next };
    },
  );

  const shown = computed(() => {
    const newest = customer.view.value.orders.recent.items;
    for (const order of [...(older.value?.items ?? []), ...newest]) seen.set(order.id, order);
    if (!older.value) return newest;
    return [...seen.values()].sort((a, b) => b.placedAt - a.placedAt || (a.id < b.id ? 1 : -1));
  });
  const isRecent = ({ placedAt }: OrderItem): boolean => placedAt >= customer.view.value.orders.from;

  return {
    recent: computed(() => shown.value.filter(isRecent)),
    earlier: computed(() => shown.value.filter((order) => !isRecent(order))),
    hasMore: computed(() => (older.value ?? customer.view.value.orders.recent).next !== null),
    more,
  };
}
