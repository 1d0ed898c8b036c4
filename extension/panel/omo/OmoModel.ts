import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { OMO_CHANNELS, type OmoBinding, type OmoChoice } from "../../../shared/schemas/omo.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { type CallFailure, failureOf } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";

export interface OmoModel {
  /** Whom the contact is bound to; null for nobody. */
  binding: ReadonlySignal<OmoBinding | null>;
  busy: ReadonlySignal<boolean>;
  choices(): Promise<OmoChoice[]>;
  /** Each resolves to why it was refused, null when it is done. */
  bind(choice: OmoChoice): Promise<CallFailure | null>;
  unbind(binding: OmoBinding): Promise<CallFailure | null>;
  /** Undoes an unbinding. */
  restore(binding: OmoBinding): Promise<CallFailure | null>;
}

/** 綁定成員 is for LINE and WhatsApp, with the module on. */
export const hasOmo = ({ member, contact }: LinkedPanel): boolean =>
  member.modules.includes("omo") && OMO_CHANNELS.includes(contact.channel.kind);

/** Whom a contact is bound to. The server's word is shown, never a guess. */
export function createOmoModel(customer: Customer): OmoModel {
  const { contactId, view, calls } = customer;
  const busy = signal(false);
  /** What the server answered, until a newer view says it too. */
  const answered = signal<{ version: number; binding: OmoBinding | null } | null>(null);

  async function run(call: () => Promise<OmoBinding | null>): Promise<CallFailure | null> {
    if (busy.peek() || !customer.confirmed.peek()) return null;
    busy.value = true;
    try {
      const binding = await call();
      answered.value = { version: view.peek().contact.version, binding };
      return null;
    } catch (error) {
      return failureOf(error);
    } finally {
      busy.value = false;
      // Refused or not, how it stands now is to be seen.
      customer.refresh();
    }
  }

  return {
    binding: computed(() => {
      const { contact, omo } = view.value;
      return answered.value?.version === contact.version ? answered.value.binding : omo;
    }),
    busy,
    choices: () => calls.omoChoices({ contactId }),
    bind: ({ memberId, branchId }) => run(() => calls.omoBind({ contactId, memberId, branchId })),
    unbind: ({ id }) => run(() => calls.omoUnbind({ contactId, bindingId: id }).then(() => null)),
    restore: ({ id }) => run(() => calls.omoRestore({ contactId, bindingId: id })),
  };
}

/** Those whose member or branch has what was typed. */
export function matching(choices: readonly OmoChoice[], text: string): OmoChoice[] {
  const wanted = text.normalize("NFKC").toLowerCase().trim();
  return choices.filter(({ memberName, branchName }) =>
    `${memberName} ${branchName ?? ""}`.normalize("NFKC").toLowerCase().includes(wanted),
  );
}
