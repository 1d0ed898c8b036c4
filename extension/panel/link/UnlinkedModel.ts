import { batch, computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Candidate, UnlinkedPanel } from "../../../shared/schemas/panel.ts";
import type { Conversation } from "../Conversation.ts";
import type { PanelCalls } from "../desk.ts";
import { createTask, type Task } from "../task.ts";

export interface UnlinkedModel {
  /** What the server suggests by itself, each with its reasons. */
  candidates: ReadonlySignal<readonly Candidate[]>;
  text: ReadonlySignal<string>;
  /** Null until a search was made. */
  found: ReadonlySignal<readonly Candidate[] | null>;
  search: Task<[]>;
  /** More were found than are shown. */
  hasMore: ReadonlySignal<boolean>;
  more: Task<[]>;
  /** Whom the person is about to pin, until they confirm. */
  choice: ReadonlySignal<Candidate | null>;
  pin: Task<[Candidate]>;
  mayFind: ReadonlySignal<boolean>;
  mayPin: ReadonlySignal<boolean>;
  type(text: string): void;
  choose(candidate: Candidate | null): void;
}

/** A conversation whose customer is not certain: only a person's pin makes it so (N2). */
export function createUnlinkedModel(
  calls: Pick<PanelCalls, "find" | "pin">,
  conversation: Pick<Conversation, "view" | "ref" | "refresh">,
): UnlinkedModel {
  const view = computed(() => {
    const now = conversation.view.value;
    return now?.state === "unlinked" ? now : null;
  });
  const may = (right: UnlinkedPanel["member"]["permissions"][number]) =>
    computed(() => view.value?.member.permissions.includes(right) ?? false);
  const text = signal("");
  const found = signal<readonly Candidate[] | null>(null);
  /** The search that `found` answers, and where it goes on. */
  const answered = signal<{ text: string; next: string | null }>({ text: "", next: null });
  const choice = signal<Candidate | null>(null);

  return {
    candidates: computed(() => view.value?.candidates ?? []),
    text,
    found,
    search: createTask(
      () => {
        const wanted = text.peek().trim();
        if (wanted === "") return Promise.resolve(null);
        return calls.find(wanted, null).then((page) => ({ ...page, text: wanted }));
      },
      (result) =>
        batch(() => {
          found.value = result && result.items;
          answered.value = { text: result?.text ?? "", next: result?.next ?? null };
        }),
    ),
    hasMore: computed(() => found.value !== null && answered.value.next !== null),
    more: createTask(
      () => {
        const { text: wanted, next } = answered.peek();
        return next === null
          ? Promise.resolve(null)
          : calls.find(wanted, next).then((page) => ({ ...page, text: wanted, after: next }));
      },
      (result) => {
        const { text: wanted, next } = answered.peek();
        // Somebody may have searched for something else meanwhile.
        if (!result || result.text !== wanted || result.after !== next) return;
        batch(() => {
          const shown = new Set(found.value?.map(({ contactId }) => contactId));
          const items = result.items.filter(({ contactId }) => !shown.has(contactId));
          found.value = [...(found.value ?? []), ...items];
          answered.value = { text: wanted, next: result.next };
        });
      },
    ),
    choice,
    pin: createTask(
      (candidate: Candidate) => calls.pin(conversation.ref.peek(), candidate.contactId),
      () => {
        choice.value = null;
        void conversation.refresh();
      },
    ),
    mayFind: may("contact:find"),
    mayPin: may("contact:pin"),
    type(words) {
      batch(() => {
        text.value = words;
        if (words.trim() === "") found.value = null;
      });
    },
    choose(candidate) {
      choice.value = candidate;
    },
  };
}
