import type { ConversationRef, InboxName } from "../../shared/conversation-ref.ts";
import type { ServerLink, Theme } from "../lib/host.ts";

/** What an address says is open. Read without waiting, so that another customer's panel goes at once. */
export type Reading =
  | { kind: "none"; account: string | null }
  /** `person` when the page itself shows for certain who it is with. */
  | { kind: "conversation"; account: string; conversation: string; person?: Person }
  /** It should be readable and is not: the panel says "this page has changed". */
  | { kind: "unreadable"; reason: string };

/** Who an open conversation is with, as far as the inbox says it. */
export interface Person {
  /** Undefined unless it is certain. */
  identity?: NonNullable<ConversationRef["identity"]>;
  hints: ConversationRef["hints"];
}

/** A host inbox: which conversation is open, with whom, and where the panel docks. One file each. */
export interface Inbox {
  readonly name: InboxName;
  /** Whether the page at this address is this inbox. */
  recognises(url: URL, page: Document): boolean;
  read(url: URL, page: Document): Reading;
  /**
   * Who it is with, from what the page shows or its own API says, with the agent's own session; null
   * when that cannot be told for certain to be about this conversation.
   */
  person(open: { account: string; conversation: string }, signal: AbortSignal): Promise<Person | null>;
  /** The element that is made narrower so that the panel has room. */
  root(page: Document): HTMLElement | null;
  /** The thread, or a part of it as wide, to keep it readable; null when it is not found. */
  thread(page: Document): Element | null;
  theme(page: Document): Theme | null;
  /** The page reads from right to left: the panel docks at its left. */
  rightToLeft(page: Document): boolean;
  /** Goes to a conversation of this page's own inbox, whose account is the open one. */
  go(to: { account: string; conversation: string }): void;
  /** The conversation a list entry under the pointer leads to, where the inbox lets that be known. */
  entryAt?(target: Element): ({ account: string; conversation: string } & Person) | null;
  /** Where a demo says its workspace is. */
  link?(url: URL, page: Document): ServerLink | null;
}
