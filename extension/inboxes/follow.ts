import type { ConversationRef } from "../../shared/conversation-ref.ts";
import type { FromInbox, InboxState } from "../lib/messages.ts";
import type { Inbox, Person } from "./inbox.ts";

/** So long after the click the server is asked without an identity, ms. See docs/decisions/0005. */
const IDENTITY_WITHIN = 150;
const MOST_KEPT = 500;
/** A pointer that stays on an entry this long means it, ms: one that passes over a list asks for nobody. */
const MEANT_AFTER = 50;

/** Says which conversation is open, at once and again when it is known who it is with. */
export interface Follower {
  /** The page went to another address. @param clickedAt UTC ms of the click that led there */
  moved(url: URL, clickedAt: number | null): void;
  /** The page changed its looks. */
  restyled(): void;
  /** The pointer is on this element. */
  hovered(target: Element): void;
  /** It was pressed there: the click is about to come. */
  pressed(target: Element): void;
  state(): InboxState;
}

export function createFollower({
  inbox,
  origin,
  page,
  say,
  now = Date.now,
}: {
  inbox: Inbox;
  origin: string;
  page: Document;
  say: (message: FromInbox) => void;
  now?: () => number;
}): Follower {
  // Ids of this inbox's own conversations, for this page's life: a second visit needs no look-up.
  const people = new Map<string, Person>();
  let looking = new AbortController();
  let hoveredLast = "";
  let meaning: ReturnType<typeof setTimeout> | undefined;
  let state = blank(origin);

  const become = (next: Partial<InboxState>) => {
    state = { ...state, ...next, theme: inbox.theme(page) };
    say({ type: "inbox:state", state });
  };

  function moved(url: URL, clickedAt: number | null): void {
    const reading = inbox.read(url, page);
    const suggestedLink = inbox.link?.(url, page) ?? null;
    const common = { clickedAt, suggestedLink, reason: null, settling: false, ref: null };
    if (reading.kind === "conversation" && isOpen(state.ref, reading)) return;
    looking.abort();
    if (reading.kind === "none") become({ ...common, kind: "no-conversation", account: reading.account });
    else if (reading.kind === "unreadable") {
      become({ ...common, kind: "page-changed", account: null, reason: reading.reason });
    } else {
      const { account, conversation } = reading;
      const known = reading.person ?? people.get(keyOf(reading));
      const ref = refOf(inbox, origin, reading, known);
      become({ ...common, kind: "conversation", account, ref, settling: !known });
      if (!known) void lookUp({ account, conversation }, clickedAt);
    }
  }

  async function lookUp(open: { account: string; conversation: string }, clickedAt: number | null) {
    looking = new AbortController();
    const { signal } = looking;
    const settle = () => state.settling && !signal.aborted && become({ settling: false });
    const timer = setTimeout(settle, Math.max(0, (clickedAt ?? now()) + IDENTITY_WITHIN - now()));
    const person = await inbox.person(open, signal).catch(() => null);
    clearTimeout(timer);
    if (signal.aborted) return;
    if (!person) {
      settle();
      return;
    }
    remember(open, person);
    become({ ref: refOf(inbox, origin, open, person), settling: false });
  }

  function remember(open: { account: string; conversation: string }, person: Person) {
    people.set(keyOf(open), person);
    const oldest = people.keys().next();
    if (people.size > MOST_KEPT && !oldest.done) people.delete(oldest.value);
  }

  function askAhead(entry: Person & { account: string; conversation: string }): void {
    if (isOpen(state.ref, entry)) return;
    say({ type: "inbox:prefetch", ref: refOf(inbox, origin, entry, entry) });
  }

  return {
    moved,
    restyled() {
      if (inbox.theme(page) !== state.theme) become({});
    },
    hovered(target) {
      const entry = inbox.entryAt?.(target);
      const hovered = entry ? keyOf(entry) : "";
      if (hovered === hoveredLast) return;
      hoveredLast = hovered;
      clearTimeout(meaning);
      if (!entry) return;
      meaning = setTimeout(() => askAhead(entry), MEANT_AFTER);
    },
    pressed(target) {
      clearTimeout(meaning);
      const entry = inbox.entryAt?.(target);
      if (entry) askAhead(entry);
    },
    state: () => state,
  };
}

const keyOf = (open: { account: string; conversation: string }) => `${open.account}/${open.conversation}`;

const isOpen = (ref: ConversationRef | null, open: { account: string; conversation: string }) =>
  ref !== null && ref.account === open.account && ref.conversation === open.conversation;

function refOf(
  inbox: Inbox,
  origin: string,
  { account, conversation }: { account: string; conversation: string },
  person: Person | undefined,
): ConversationRef {
  return {
    inbox: inbox.name,
    origin,
    account,
    conversation,
    ...(person?.identity ? { identity: person.identity } : {}),
    hints: person?.hints ?? {},
  };
}

const blank = (origin: string): InboxState => ({
  kind: "no-conversation",
  origin,
  account: null,
  ref: null,
  settling: false,
  theme: null,
  clickedAt: null,
  reason: null,
  suggestedLink: null,
});
