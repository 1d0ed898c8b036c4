import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { NoteItem } from "../../../shared/schemas/panel.ts";
import type { Customer } from "../Customer.ts";
import { createTask, type Task } from "../task.ts";

/** The notes the server has, as far as they are loaded. */
export interface NotePages {
  /** Newest first. */
  known: ReadonlySignal<readonly NoteItem[]>;
  hasMore: ReadonlySignal<boolean>;
  more: Task<[]>;
  /** Changes notes after the view's own page; that one is changed by the customer. */
  changeOlder(change: (items: NoteItem[]) => NoteItem[]): void;
}

export function createNotePages(customer: Customer, lifetime: AbortSignal): NotePages {
  const older = signal<{ items: NoteItem[]; next: string | null } | null>(null);
  const pageAt = (cursor: string | null) => customer.calls.notes({ contactId: customer.contactId, cursor });

  const more = createTask(
    () => {
      const pages = older.peek();
      return pageAt(pages ? pages.next : customer.view.peek().notes.next);
    },
    (page) => {
      older.value = { items: [...(older.peek()?.items ?? []), ...page.items], next: page.next };
    },
  );

  // Another agent's change may lie in the older pages: they are read again, as many as were open.
  const reload = createTask(
    async () => {
      const wanted = older.peek()?.items.length ?? 0;
      const items: NoteItem[] = [];
      let { next } = customer.view.peek().notes;
      while (next !== null && items.length < wanted) {
        const page = await pageAt(next);
        items.push(...page.items);
        next = page.next;
      }
      return { items, next };
    },
    (pages) => {
      older.value = pages;
    },
  );
  let seen = customer.view.peek().contact.version;
  const stop = effect(() => {
    const { version } = customer.view.value.contact;
    if (version === seen) return;
    seen = version;
    if (older.peek()) void reload.run();
  });
  lifetime.addEventListener("abort", stop);

  return {
    known: computed(() => {
      const { items } = customer.view.value.notes;
      const shown = new Set(items.map((note) => note.id));
      return [...items, ...(older.value?.items ?? []).filter((note) => !shown.has(note.id))];
    }),
    hasMore: computed(() => (older.value ? older.value.next : customer.view.value.notes.next) !== null),
    more,
    changeOlder(change) {
      const now = older.peek();
      if (now) older.value = { ...now, items: change(now.items) };
    },
  };
}
