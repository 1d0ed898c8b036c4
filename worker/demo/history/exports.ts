import type { Ledger } from "./ledger.ts";

const HOUR = 3_600_000;

/** Which conversations were taken out: now and then one, by whoever may, some hours after it had gone quiet. */
export function addExports(ledger: Ledger, now: number): void {
  for (const [i, conversation] of ledger.conversations.entries()) {
    const at = Number(conversation["last_message_at"]) + 5 * HOUR;
    const taken = i % 6 === 0 && at < now;
    const role = i % 12 === 0 ? "supervisor" : "admin";
    // Every row of the table has the same columns.
    conversation["last_exported_at"] = taken ? at : null;
    conversation["last_exported_by"] = taken ? ledger.memberIds[role] : null;
    if (!taken) continue;
    const contactId = String(conversation["contact_id"]);
    ledger.event(at, contactId, "conversation.exported", { kind: "member", role }, { via: "file" });
  }
}
