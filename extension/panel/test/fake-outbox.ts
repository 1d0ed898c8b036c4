import { signal } from "@preact/signals";
import { CallFailure } from "../../lib/failure.ts";
import type { OutboxEntry, Refusal } from "../../lib/outbox-entry.ts";
import type { PanelOutbox } from "../desk.ts";
import { link, member, NOW, settle } from "./views.ts";

/** An outbox whose entries the test acknowledges or refuses. */
export function fakeOutbox() {
  const pending = signal<readonly OutboxEntry[]>([]);
  const promises = new Map<string, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let seq = 0;
  const without = (operationId: string) => pending.value.filter((entry) => entry.operationId !== operationId);
  const entryOf = (operationId: string) => pending.value.find((entry) => entry.operationId === operationId);
  const change = (operationId: string, to: Partial<OutboxEntry>) => {
    pending.value = pending.value.map((entry) =>
      entry.operationId === operationId ? { ...entry, ...to } : entry,
    );
  };
  const outbox: PanelOutbox = {
    pending,
    send(procedure, input, contactId) {
      seq += 1;
      const operationId = `operation-${seq}`;
      const entry: OutboxEntry = {
        seq,
        operationId,
        procedure,
        input: { ...input },
        memberId: member.id,
        link,
        contactId,
        createdAt: NOW,
        attempts: 0,
        notBefore: 0,
        state: "waiting",
        refusal: null,
      };
      pending.value = [...pending.value, entry];
      return new Promise((resolve, reject) =>
        promises.set(operationId, { resolve: resolve as never, reject }),
      );
    },
    answer(operationId, yes) {
      if (!yes) pending.value = without(operationId);
      else
        change(operationId, {
          state: "waiting",
          refusal: null,
          input: { ...entryOf(operationId)?.input, confirmed: true },
        });
      return Promise.resolve();
    },
    retry: (operationId) => Promise.resolve(change(operationId, { state: "waiting", refusal: null })),
    drop: (operationId) => Promise.resolve(void (pending.value = without(operationId))),
  };
  return {
    outbox,
    entries: () => pending.value,
    forget: (contactId: string) => {
      pending.value = pending.value.filter((entry) => entry.contactId !== contactId);
    },
    sending: (operationId: string) => change(operationId, { state: "sending" }),
    async acknowledge(operationId: string, result: unknown) {
      pending.value = without(operationId);
      promises.get(operationId)?.resolve(result);
      await settle();
    },
    async refuse(operationId: string, refusal: Refusal) {
      change(operationId, { state: refusal.code === "CONFIRM_REPEAT" ? "asking" : "refused", refusal });
      promises.get(operationId)?.reject(new CallFailure(refusal.code, refusal));
      await settle();
    },
  };
}
