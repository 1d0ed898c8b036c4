import { computed, type ReadonlySignal } from "@preact/signals";
import type { ConversationRef } from "../../shared/conversation-ref.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { LinkedPanel } from "../../shared/schemas/panel.ts";
import { afterPaint } from "../lib/after-paint.ts";
import type { OutboxEntry } from "../lib/outbox-entry.ts";
import type { Draft } from "../lib/storage.ts";
import type { Desk, PanelCalls, PanelWrites, Surroundings, WriteName } from "./desk.ts";

/** What a section is given: one customer, what is known of them, and what can be done. It never becomes another one. */
export interface Customer {
  readonly contactId: string;
  readonly ref: ReadonlySignal<ConversationRef>;
  readonly view: ReadonlySignal<LinkedPanel>;
  /** False while the view is only what was cached: shown, not edited. */
  readonly confirmed: ReadonlySignal<boolean>;
  /** Writes on this customer that the server has not acknowledged, oldest first. */
  readonly pending: ReadonlySignal<readonly OutboxEntry[]>;
  readonly calls: PanelCalls;
  may(permission: Permission): boolean;
  now(): number;
  /**
   * Keeps a write until the server has acknowledged it, then puts its result into the view.
   *
   * @throws {CallFailure} when it was refused, or asks for a confirmation
   */
  send<Name extends WriteName>(
    procedure: Name,
    input: PanelWrites[Name]["input"],
    into: (view: LinkedPanel, result: PanelWrites[Name]["result"]) => LinkedPanel,
  ): Promise<PanelWrites[Name]["result"]>;
  /** Answers CONFIRM_REPEAT of a pending write. */
  answer(operationId: string, yes: boolean): Promise<void>;
  /** Gives up a refused write. */
  drop(operationId: string): Promise<void>;
  /** What was begun and not sent, by field. Comes after the frame that shows the customer. */
  drafts(): Promise<ReadonlyMap<string, Draft>>;
  /** Empty text forgets the draft. */
  keepDraft(field: string, text: string, seen?: string | null): void;
  /**
   * Opens this person's conversation in another channel, in the inbox that is open; false when the page
   * beside the panel does not go there.
   *
   * @throws {CallFailure} NO_CONVERSATION, CONVERSATION_DELETED, OTHER_ACCOUNT
   */
  goTo(contactId: string): Promise<boolean>;
  /** Asks the server for the newest state. */
  refresh(): void;
}

interface Options {
  contactId: string;
  ref: ReadonlySignal<ConversationRef>;
  /** Holds this contact at the moment of the call. */
  view: ReadonlySignal<LinkedPanel | null>;
  confirmed: ReadonlySignal<boolean>;
  desk: Desk;
  surroundings: Surroundings;
  update: (change: (now: LinkedPanel) => LinkedPanel) => void;
  refresh: () => void;
}

export function createCustomer(options: Options): Customer {
  const { contactId, desk, surroundings, update, refresh } = options;
  const { outbox, drafts } = desk;
  // Sections that are about to be unmounted may read once more after the view went to another contact.
  let last: LinkedPanel | undefined;
  let reading: Promise<ReadonlyMap<string, Draft>> | undefined;
  const view = computed(() => {
    const now = options.view.value;
    if (now?.state === "linked" && now.contact.id === contactId) last = now;
    if (!last) throw new Error("a customer is made from their view");
    return last;
  });
  return {
    contactId,
    ref: options.ref,
    view,
    confirmed: options.confirmed,
    pending: computed(() => outbox.pending.value.filter((entry) => entry.contactId === contactId)),
    calls: desk.calls,
    may: (permission) => view.value.member.permissions.includes(permission),
    now: surroundings.now,
    async send(procedure, input, into) {
      const result = await outbox.send(procedure, input, contactId);
      update((now) => (now.contact.id === contactId ? into(now, result) : now));
      return result;
    },
    answer: (operationId, yes) => outbox.answer(operationId, yes),
    drop: (operationId) => outbox.drop(operationId),
    drafts: () =>
      // One look for all sections: in the extension each goes through the browser's own process.
      (reading ??= afterPaint()
        .then(() => drafts.of(contactId))
        .finally(() => {
          reading = undefined;
        })),
    keepDraft: (field, text, seen = null) => {
      void drafts.set(contactId, field, text, seen).catch(() => undefined);
    },
    async goTo(other) {
      const { inbox, origin, account } = options.ref.peek();
      return surroundings.goTo(
        await desk.calls.thread({ contactId: other, from: { inbox, origin, account } }),
      );
    },
    refresh,
  };
}
