import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { TAG_NAME_MAX } from "../../../shared/tag-name.ts";
import { fold } from "../../../shared/fold.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import type { TagSuggestion } from "../desk.ts";
import { canBeMended, isUnsent, isWrite } from "../writes.ts";

export interface ShownTag extends TagOnContact {
  /** An application of it is on its way to the server. */
  unsaved: boolean;
  /** Not acknowledged yet: it has no count and cannot be removed. */
  provisional: boolean;
}

/** 「要再次貼上此標籤嗎？」 */
export interface RepeatQuestion {
  name: string;
  /** The write that asks; null when this panel knew before it sent anything. */
  operationId: string | null;
}

export interface TagsModel {
  tags: ReadonlySignal<readonly ShownTag[]>;
  /** What is typed. */
  text: ReadonlySignal<string>;
  tooLong: ReadonlySignal<boolean>;
  suggestions: ReadonlySignal<readonly TagSuggestion[]>;
  /** Asked now, as a dialog. */
  question: ReadonlySignal<RepeatQuestion | null>;
  /** Made earlier, perhaps offline, and still waiting for the person's answer. */
  waitingQuestions: ReadonlySignal<readonly RepeatQuestion[]>;
  failure: ReadonlySignal<CallFailure | null>;
  type(text: string): void;
  /** Applies what is typed, or a suggestion. Resolves to the tag when the server has it. */
  apply(name: string): Promise<TagOnContact | null>;
  answer(question: RepeatQuestion, yes: boolean): Promise<TagOnContact | null>;
  remove(tag: TagOnContact): Promise<CallFailure | null>;
  /** Undoes a removal. */
  bringBack(tag: TagOnContact): Promise<CallFailure | null>;
}

const DRAFT = "tag";

const asName = (words: string): string => words.normalize("NFC").trim();

/** With the tag at its place, the newest application first. */
const put = (tags: readonly TagOnContact[], tag: TagOnContact): TagOnContact[] =>
  [...tags.filter(({ id }) => id !== tag.id), tag].sort((a, b) => b.lastAt - a.lastAt);

/** The tags of one customer. Whether a tag is there already, and so is asked about, the server decides. */
export function createTagsModel(customer: Customer, lifetime: AbortSignal): TagsModel {
  const { contactId } = customer;
  const text = signal("");
  const suggestions = signal<readonly TagSuggestion[]>([]);
  const asked = signal<RepeatQuestion | null>(null);
  const failure = signal<CallFailure | null>(null);
  /** On its way, but not known to be in the outbox: until then the draft is all that survives a killed tab. */
  let leaving: string | null = null;

  const sentAs = (name: string) =>
    customer.pending.value.some((entry) => isWrite(entry, "tags.applyTag") && entry.input.name === name);

  const stop = effect(() => {
    const durable = sentAs(leaving ?? "");
    if (leaving !== null && durable) forgetDraft();
  });
  lifetime.addEventListener("abort", stop);

  function forgetDraft(): void {
    leaving = null;
    customer.keepDraft(DRAFT, text.peek());
  }

  const tags = computed<ShownTag[]>(() => {
    const removed = new Set<string>();
    const applied = new Map<string, { name: string; at: number; operationId: string }>();
    for (const entry of customer.pending.value.filter(isUnsent)) {
      if (isWrite(entry, "tags.remove")) removed.add(entry.input.tagId);
      else if (isWrite(entry, "tags.applyTag")) {
        const { name } = entry.input;
        applied.set(fold(name), { name, at: entry.createdAt, operationId: entry.operationId });
      }
    }
    const there = customer.view.value.tags
      .filter((tag) => !removed.has(tag.id) || applied.has(fold(tag.name)))
      .map((tag) => ({ ...tag, unsaved: applied.delete(fold(tag.name)), provisional: false }));
    const coming = [...applied.values()].toReversed().map(({ name, at, operationId }) => ({
      id: operationId,
      name,
      count: 0,
      lastAt: at,
      unsaved: true,
      provisional: true,
    }));
    return [...coming, ...there];
  });

  const questions = computed(() =>
    customer.pending.value.flatMap((entry) =>
      entry.state === "asking" && isWrite(entry, "tags.applyTag")
        ? [{ name: entry.input.name, operationId: entry.operationId }]
        : [],
    ),
  );
  /** Gone when the answer was given on another page. */
  const question = computed(() => {
    const now = asked.value;
    if (!now || now.operationId === null) return now;
    return questions.value.some(({ operationId }) => operationId === now.operationId) ? now : null;
  });

  async function send(name: string, confirmed: boolean): Promise<TagOnContact | null> {
    try {
      return await customer.send("tags.applyTag", { contactId, name, confirmed }, (view, tag) => ({
        ...view,
        tags: put(view.tags, tag),
      }));
    } catch (error) {
      refused(name, failureOf(error));
      return null;
    }
  }

  function refused(name: string, why: CallFailure): void {
    const entries = customer.pending
      .peek()
      .filter((e) => isWrite(e, "tags.applyTag") && e.input.name === name);
    if (why.code === "CONFIRM_REPEAT") {
      const entry = entries.find((e) => e.state === "asking");
      if (entry && !lifetime.aborted && !asked.peek()) asked.value = { name, operationId: entry.operationId };
      return;
    }
    const entry = entries.find((e) => e.state === "refused");
    if (lifetime.aborted || text.peek() !== "" || !canBeMended(why.code)) return;
    type(name);
    failure.value = why;
    if (entry) void customer.drop(entry.operationId);
  }

  let looking: Promise<void> | undefined;
  /** One question to the server at a time, and the last one always for what is typed last. */
  function look(): void {
    looking ??= (async () => {
      let answered: string | null = null;
      while (answered !== text.peek().trim() && !lifetime.aborted) {
        const wanted = text.peek().trim();
        const found =
          wanted === "" ? [] : await customer.calls.suggestTags({ contactId, text: wanted }).catch(() => []);
        answered = wanted;
        if (wanted === text.peek().trim()) suggestions.value = found;
      }
    })().finally(() => {
      looking = undefined;
    });
  }

  function show(words: string): void {
    batch(() => {
      text.value = words;
      failure.value = null;
      if (words.trim() === "") suggestions.value = [];
    });
  }

  function type(words: string): void {
    show(words);
    customer.keepDraft(DRAFT, words);
    if (words.trim().length <= TAG_NAME_MAX) look();
  }

  async function restoreDraft(): Promise<void> {
    const draft = (await customer.drafts()).get(DRAFT)?.text ?? "";
    if (text.peek() === "" && !sentAs(asName(draft)) && !lifetime.aborted) text.value = draft;
  }
  void restoreDraft().catch(() => undefined);

  return {
    tags,
    text,
    tooLong: computed(() => text.value.trim().length > TAG_NAME_MAX),
    suggestions,
    question,
    waitingQuestions: computed(() =>
      questions.value.filter(({ operationId }) => operationId !== question.value?.operationId),
    ),
    failure,
    type,
    async apply(words) {
      const name = asName(words);
      if (name === "" || name.length > TAG_NAME_MAX || !customer.confirmed.peek()) return null;
      show("");
      const there = tags.peek().find((tag) => fold(tag.name) === fold(name));
      if (there && !there.provisional) {
        leaving = there.name;
        asked.value = { name: there.name, operationId: null };
        return null;
      }
      leaving = name;
      return send(name, false);
    },
    async answer({ name, operationId }, yes) {
      if (asked.peek()?.operationId === operationId) asked.value = null;
      if (operationId !== null) {
        await customer.answer(operationId, yes);
        return null;
      }
      if (yes) return send(name, true);
      forgetDraft();
      return null;
    },
    async remove(tag) {
      if (!customer.confirmed.peek()) return null;
      try {
        await customer.send("tags.remove", { contactId, tagId: tag.id }, (view, { tagId }) => ({
          ...view,
          tags: view.tags.filter(({ id }) => id !== tagId),
        }));
        return null;
      } catch (error) {
        return failureOf(error);
      }
    },
    async bringBack(tag) {
      try {
        await customer.send("tags.restore", { contactId, tagId: tag.id }, (view, back) => ({
          ...view,
          tags: put(view.tags, back),
        }));
        return null;
      } catch (error) {
        return failureOf(error);
      }
    },
  };
}
