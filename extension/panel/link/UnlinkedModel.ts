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
  const choice = signal<Candidate | null>(null);

  return {
    candidates: computed(() => view.value?.candidates ?? []),
    text,
    found,
    search: createTask(
      () => {
        const wanted = text.peek().trim();
        return wanted === "" ? Promise.resolve(null) : calls.find(wanted);
      },
      (result) => {
        found.value = result;
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
