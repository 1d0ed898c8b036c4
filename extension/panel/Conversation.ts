import { computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import { refKey } from "../../shared/ref-key.ts";
import type { LinkedPanel, PanelView } from "../../shared/schemas/panel.ts";
import { afterPaint } from "../lib/after-paint.ts";
import { type CallFailure, failureOf } from "../lib/failure.ts";
import { createCustomer, type Customer } from "./Customer.ts";
import type { Desk, KeptView, Surroundings } from "./desk.ts";

/** How often an open panel asks whether somebody else changed something, ms: two agents meet within 15 s. */
export const POLL_EVERY = 10_000;
/** The same while a customer's open page is shown: closing it shows within 5 s, the server's grace included. */
export const POLL_PAGE_EVERY = 2500;
/** Waits between tries after a failure, ms; the last one repeats. */
export const RETRY_AFTER = [1000, 2000, 5000, 10_000, 20_000] as const;

/** One host conversation on screen: what is known of it, how certain that is, and what went wrong. */
export interface Conversation {
  readonly key: string;
  readonly ref: ReadonlySignal<ConversationRef>;
  /** Null until something is known. */
  readonly view: ReadonlySignal<KeptView | null>;
  /** The server has answered for this view since the conversation was opened; until then nothing is edited. */
  readonly confirmed: ReadonlySignal<boolean>;
  /** Why the last try failed; null once one succeeds. */
  readonly failure: ReadonlySignal<CallFailure | null>;
  /** The linked customer; another object for another contact. */
  readonly customer: ReadonlySignal<Customer | null>;
  /** Asks now, whatever was planned. */
  refresh(): Promise<void>;
}

/** An answer fetched ahead, or still on its way. */
export interface Prefetched {
  answer: Promise<PanelView>;
  at: number;
}

interface Options {
  /** The same conversation for its whole life; what the page says of it may grow. */
  ref: ReadonlySignal<ConversationRef>;
  /** The page is still finding out who it is: the one question waits for that. */
  settling?: ReadonlySignal<boolean>;
  desk: Desk;
  surroundings: Surroundings;
  prefetched: Prefetched | undefined;
  /** The member was refused: nothing of what they saw may stay. */
  onRefused: (failure: CallFailure) => void;
}

/** Codes after which trying again by itself is of no use. */
const FINAL = new Set(["FORBIDDEN", "NOT_FOUND", "WORKSPACE_NOT_FOUND", "INVALID_INPUT", "UNAUTHENTICATED"]);

export const isFinal = (failure: CallFailure): boolean => FINAL.has(failure.code);

/**
 * Opens a conversation: shows what is cached at once, asks the server once, then polls while visible until
 * the signal aborts. Everything it learns goes into its own signals, so a late answer can never show in
 * another conversation.
 */
export function openConversation(options: Options, lifetime: AbortSignal): Conversation {
  const { ref, desk, surroundings } = options;
  const key = refKey(ref.peek());
  const view = signal<KeptView | null>(desk.cache.peek(key) ?? null);
  const confirmed = signal(false);
  const failure = signal<CallFailure | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tries = 0;
  let running: Promise<void> | undefined;
  /** The server was asked once; the first question is not put twice. */
  let hasAsked = false;
  // Answers asked for before a write was acknowledged may lack it.
  let acknowledged = 0;
  let again = false;
  let ahead = options.prefetched;

  const sending = () =>
    desk.outbox.pending.peek().some((entry) => entry.state === "sending" && entry.contactId === contactId());
  const contactId = () => {
    const now = view.peek();
    return now?.state === "linked" ? now.contact.id : null;
  };

  async function loadCached(): Promise<void> {
    if (view.peek()) return;
    const cached = await desk.cache.get(key).catch(() => null);
    if (cached && !view.peek() && !lifetime.aborted) view.value = cached;
  }

  async function ask(): Promise<void> {
    const asked = acknowledged;
    const askedFor = ref.peek();
    const now = view.peek();
    const known = now?.state === "linked" ? knownOf(now) : undefined;
    try {
      const answer = await (ahead?.answer ??
        desk.calls.open(known ? { ref: askedFor, known } : { ref: askedFor }));
      if (lifetime.aborted) return;
      tries = 0;
      failure.value = null;
      if (asked === acknowledged && !sending()) again = !take(answer) || again;
    } catch (error) {
      if (lifetime.aborted) return;
      tries += 1;
      fail(failureOf(error));
    } finally {
      ahead = undefined;
    }
  }

  /** False when the answer cannot be used: it says "unchanged" of what is not here. */
  function take(answer: PanelView): boolean {
    if (answer.state === "unchanged") {
      const same = contactId() === answer.contactId;
      if (same) confirmed.value = true;
      else view.value = null;
      return same;
    }
    const before = contactId();
    const after = answer.state === "linked" ? answer.contact.id : null;
    if (before !== null && before !== after) void desk.cache.purgeContact(before).catch(() => undefined);
    view.value = answer;
    confirmed.value = true;
    if (answer.state === "deleted") void desk.forget(answer.deletion.contactId).catch(() => undefined);
    void desk.cache.put(key, answer).catch(() => undefined);
    return true;
  }

  function fail(why: CallFailure): void {
    failure.value = why;
    if (why.code !== "FORBIDDEN" && why.code !== "UNAUTHENTICATED") return;
    view.value = null;
    confirmed.value = false;
    options.onRefused(why);
  }

  function plan(): void {
    clearTimeout(timer);
    if (lifetime.aborted || !wasActive) return;
    const why = failure.peek();
    if (why && isFinal(why)) return;
    const wait = why
      ? (RETRY_AFTER[Math.min(tries, RETRY_AFTER.length) - 1] ?? POLL_EVERY)
      : pollEvery(view.peek());
    timer = setTimeout(() => void refresh(), wait);
  }

  function refresh(): Promise<void> {
    clearTimeout(timer);
    hasAsked = true;
    running ??= ask().finally(() => {
      running = undefined;
      if (again && !lifetime.aborted) {
        again = false;
        return refresh();
      }
      return plan();
    });
    return running;
  }

  /** What is kept is painted before the server is asked whether it still is so. */
  function begin(): void {
    if (!view.peek() || ahead) void refresh();
    else void afterPaint().then(() => (hasAsked || lifetime.aborted ? undefined : refresh()));
  }

  /** Asks once more when an answer is on its way that cannot know of what just happened. */
  function outdated(): void {
    acknowledged += 1;
    if (running) again = true;
    else void refresh();
  }

  function update(change: (now: LinkedPanel) => LinkedPanel): void {
    const now = view.peek();
    if (now?.state !== "linked" || lifetime.aborted) return;
    view.value = change(now);
    void desk.cache.put(key, view.value).catch(() => undefined);
  }

  const customerId = computed(() => (view.value?.state === "linked" ? view.value.contact.id : null));
  const customer = computed(() =>
    customerId.value === null
      ? null
      : createCustomer({
          contactId: customerId.value,
          ref,
          view: view as ReadonlySignal<LinkedPanel | null>,
          confirmed,
          desk,
          surroundings,
          update,
          refresh: outdated,
        }),
  );

  let wasActive = true;
  const stopPolling = effect(() => {
    const active = surroundings.visible.value && surroundings.online.value;
    const back = active && !wasActive;
    wasActive = active;
    clearTimeout(timer);
    if (back) untracked(() => void refresh());
  });

  // Also writes of an earlier page or of the background: what is acknowledged is read again.
  let before = new Set<string>();
  const stopWatchingWrites = effect(() => {
    const ours = desk.outbox.pending.value.filter((entry) => entry.contactId === customerId.value);
    const now = new Set(ours.map((entry) => entry.operationId));
    const gone = [...before].some((operationId) => !now.has(operationId));
    before = now;
    if (gone) untracked(outdated);
  });

  let identity: string | null = null;
  const stopLearning = effect(() => {
    const now = identityOf(ref.value);
    if (options.settling?.value || now === identity) return;
    const first = identity === null;
    identity = now;
    untracked(() => (first ? begin() : outdated()));
  });

  lifetime.addEventListener("abort", () => {
    clearTimeout(timer);
    stopPolling();
    stopWatchingWrites();
    stopLearning();
  });

  void loadCached();
  return { key, ref, view, confirmed, failure, customer, refresh };
}

/**
 * What is on screen, as the server compares it with what is true; nothing where the page a customer is on may
 * only be missing because it was not kept.
 */
export const knownOf = ({ contact, context, page }: LinkedPanel) =>
  contact.channel.kind === "website" && !page
    ? undefined
    : { contactId: contact.id, version: contact.version, context };

const pollEvery = (view: KeptView | null): number =>
  view?.state === "linked" && view.page ? POLL_PAGE_EVERY : POLL_EVERY;

/** What decides whom a conversation belongs to, besides its key. */
const identityOf = (ref: ConversationRef): string => JSON.stringify([ref.identity, ref.hints]);
