import type { Ledger } from "./ledger.ts";

const HOUR = 3_600_000;

/** Who was switched off: the quietest conversation, some hours after its end, and what still came was counted. */
export function addBlocks(ledger: Ledger): void {
  const quietest = ledger.conversations.reduce((a, b) =>
    Number(b["last_message_at"]) < Number(a["last_message_at"]) ? b : a,
  );
  const at = Number(quietest["last_message_at"]) + 3 * HOUR;
  for (const contact of ledger.contacts) {
    const blocked = contact["id"] === quietest["contact_id"];
    // Every row of the table has the same columns.
    contact["blocked_at"] = blocked ? at : null;
    contact["blocked_by"] = blocked ? ledger.memberIds.admin : null;
    contact["blocked_messages"] = blocked ? 4 : 0;
    if (!blocked) continue;
    ledger.event(at, String(contact["id"]), "conversation.blocked", { kind: "member", role: "admin" });
  }
}
