import { batch, computed, effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import { refKey } from "../../shared/ref-key.ts";
import type { PanelMember } from "../../shared/schemas/panel.ts";
import type { CallFailure } from "../lib/failure.ts";
import type { HostState, PanelHost } from "../lib/host.ts";
import { type Conversation, knownOf, openConversation, type Prefetched } from "./Conversation.ts";
import type { Connection, Desk, Surroundings } from "./desk.ts";

/** A prefetched answer this young, ms, needs no second question. */
export const PREFETCH_FRESH = 2000;
const PREFETCH_MAX = 20;
/** Of whom something is kept is asked this much later, ms: opened before that, what is kept is painted first. */
export const KEPT_CAN_WAIT = 100;

/** What fills the panel. */
export type Screen =
  | { kind: "waiting" }
  | { kind: "unconfigured"; origin: string; account: string | null }
  | { kind: "no-conversation" }
  | { kind: "page-changed" }
  | { kind: "loading" }
  | { kind: "signed-out"; failure: CallFailure | null; signIn: () => void }
  | { kind: "refused"; failure: CallFailure }
  | { kind: "conversation"; conversation: Conversation };

export interface PanelModel {
  readonly host: ReadonlySignal<HostState>;
  readonly screen: ReadonlySignal<Screen>;
  readonly desk: ReadonlySignal<Desk | null>;
  /** Who is looking, once an answer said so. */
  readonly member: ReadonlySignal<PanelMember | null>;
  /** The eye: customer data is hidden (P5). */
  readonly dataHidden: ReadonlySignal<boolean>;
  setDataHidden(hidden: boolean): void;
  signOut(): void;
}

/** Follows the host: which conversation is open, who is signed in, and so what to show. */
export function createPanelModel(
  parts: { host: PanelHost; surroundings: Surroundings },
  lifetime: AbortSignal,
): PanelModel {
  const { surroundings } = parts;
  const host = signal<HostState>({ kind: "waiting" });
  parts.host.subscribe((state) => {
    host.value = state;
  }, lifetime);

  const linkId = computed(() => {
    const state = host.value;
    const link = "link" in state ? state.link : null;
    return link ? JSON.stringify([link.server, link.workspace]) : null;
  });
  const connection = computed<Connection | null>(() => {
    if (linkId.value === null) return null;
    const state = host.peek();
    return "link" in state && state.link ? surroundings.connect(state.link) : null;
  });
  const memberId = computed(() => {
    const state = connection.value?.session.state.value;
    return state?.kind === "signed-in" ? state.member.id : null;
  });
  const desk = computed(() =>
    memberId.value === null ? null : (connection.value?.deskOf(memberId.value) ?? null),
  );

  const openKey = computed(() => (host.value.kind === "conversation" ? refKey(host.value.ref) : null));
  const conversation = signal<Conversation | null>(null);
  const refusal = signal<CallFailure | null>(null);
  const hiddenByHand = signal<boolean | null>(null);
  const lastMember = signal<PanelMember | null>(null);
  const prefetched = new Map<string, Prefetched>();

  // One desk: what a member saw goes with them.
  onChange(desk, lifetime, (now, ended) => {
    batch(() => {
      refusal.value = null;
      hiddenByHand.value = null;
      lastMember.value = null;
    });
    prefetched.clear();
    if (now) ended.addEventListener("abort", () => lifetime.aborted || void purge(now));
  });

  function purge(of: Desk): Promise<void> {
    prefetched.clear();
    return of.cache.purge().catch(() => undefined);
  }

  // One conversation at a time; the one before hears nothing any more.
  const deskAndKey = computed(() => ({ desk: desk.value, key: openKey.value }));
  onChange(deskAndKey, lifetime, (now, ended) => {
    const state = host.peek();
    if (!now.desk || now.key === null || state.kind !== "conversation") {
      conversation.value = null;
      return;
    }
    const { desk, key } = now;
    let last = state.ref;
    const ref = computed(() => {
      if (host.value.kind === "conversation" && refKey(host.value.ref) === key) last = host.value.ref;
      return last;
    });
    conversation.value = openConversation(
      {
        ref,
        settling: computed(() => {
          const state = host.value;
          return state.kind === "conversation" && refKey(state.ref) === key && state.settling === true;
        }),
        desk,
        surroundings,
        prefetched: takePrefetched(key),
        onRefused: (failure) => {
          refusal.value = failure;
          void purge(desk);
        },
      },
      ended,
    );
  });

  let waiting: ReturnType<typeof setTimeout> | undefined;
  const onPrefetch = (ref: ConversationRef) => {
    clearTimeout(waiting);
    if (desk.peek()?.cache.peek(refKey(ref))) waiting = setTimeout(() => prefetch(ref), KEPT_CAN_WAIT);
    else prefetch(ref);
  };
  parts.host.onPrefetch(onPrefetch, lifetime);
  lifetime.addEventListener("abort", () => clearTimeout(waiting));

  function prefetch(ref: ConversationRef): void {
    const now = desk.peek();
    const key = refKey(ref);
    if (!now || refusal.peek() || key === openKey.peek() || takePrefetched(key, true)) return;
    const cached = now.cache.peek(key);
    const known = cached?.state === "linked" ? knownOf(cached) : undefined;
    const entry: Prefetched = {
      at: surroundings.now(),
      answer: now.calls.open(known ? { ref, known } : { ref }),
    };
    prefetched.set(key, entry);
    const oldest = prefetched.keys().next();
    if (prefetched.size > PREFETCH_MAX && !oldest.done) prefetched.delete(oldest.value);
    entry.answer
      .then(
        (view) => {
          const ours = desk.peek() === now && prefetched.get(key) === entry;
          if (ours && view.state !== "unchanged") return now.cache.put(key, view);
          return undefined;
        },
        () => prefetched.delete(key),
      )
      .catch(() => undefined);
  }

  function takePrefetched(key: string, keep = false): Prefetched | undefined {
    const entry = prefetched.get(key);
    if (entry && surroundings.now() - entry.at > PREFETCH_FRESH) {
      prefetched.delete(key);
      return undefined;
    }
    if (!keep) prefetched.delete(key);
    return entry;
  }

  const memberSeen = computed(() => conversation.value?.view.value?.member ?? null);
  onChange(memberSeen, lifetime, (member) => {
    if (member) lastMember.value = member;
  });

  const screen = computed<Screen>(() => {
    const state = host.value;
    if (state.kind === "waiting" || state.kind === "page-changed") return { kind: state.kind };
    if (state.kind === "unconfigured") return state;
    const now = connection.value;
    const session = now?.session.state.value;
    if (!now || !session || session.kind === "loading") return { kind: "loading" };
    if (session.kind === "signed-out")
      return { kind: "signed-out", failure: session.failure, signIn: () => void now.session.signIn() };
    if (refusal.value) return { kind: "refused", failure: refusal.value };
    if (state.kind === "no-conversation") return { kind: "no-conversation" };
    const open = conversation.value;
    // Between the host's word and the effect that follows it, the one before must not be seen.
    return open && open.key === openKey.value
      ? { kind: "conversation", conversation: open }
      : { kind: "loading" };
  });

  return {
    host,
    screen,
    desk,
    member: lastMember,
    dataHidden: computed(() => hiddenByHand.value ?? lastMember.value?.dataHidden ?? false),
    setDataHidden(hidden) {
      hiddenByHand.value = hidden;
      void desk
        .peek()
        ?.calls.setDataHidden(hidden)
        .catch(() => undefined);
    },
    signOut: () => void connection.peek()?.session.signOut(),
  };
}

/** Runs for each value, with a signal that aborts at the next one. */
function onChange<T>(
  source: ReadonlySignal<T>,
  lifetime: AbortSignal,
  run: (value: T, ended: AbortSignal) => void,
): void {
  const stop = effect(() => {
    const value = source.value;
    const ending = new AbortController();
    untracked(() => run(value, ending.signal));
    return () => ending.abort();
  });
  lifetime.addEventListener("abort", stop);
}
