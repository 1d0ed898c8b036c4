import { sql } from "drizzle-orm";
import { ExportFinish } from "../../../shared/schemas/exports.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { recordEvent } from "../events/record.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const stamp = prepare<{ contactId: string; now: number }>(sql`
  update conversation set last_exported_at = ${p("now")}, last_exported_by = ${actingMember}
  where contact_id = ${p("contactId")}`);

const requireLink = prepare<{ link: string }>(sql`
  update guard set condition_met = exists (
    select 1 from export_link where token_hash = ${p("link")} and fetched_at is null)`);

const useUp = prepare<{ link: string; now: number }>(sql`
  update export_link set fetched_at = ${p("now")} where token_hash = ${p("link")}`);

const sent = prepare<{ mail: string; now: number }>(sql`
  update mail set state = 'sent', error = null, sent_at = ${p("now")}, attempts = attempts + 1
  where id = ${p("mail")}`);

/**
 * A whole conversation has left: when, by whom, and the link or mail it left by.
 *
 * @throws {Failure} LINK_INVALID when another download through the same link came to its end first
 */
export const finishExport = writeVerb({
  name: "conversations.export",
  permission: "conversation:export",
  module: "export",
  input: ExportFinish,
  run(ctx, input): Promise<void> {
    const { contactId, via, link, mail } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: contactId,
      detail: { via },
      refused: { condition_met: new Failure("LINK_INVALID") },
      statements: [
        requireContact({ contactId }),
        ...(link ? [requireLink({ link }), useUp({ link, now })] : []),
        ...(mail ? [sent({ mail, now })] : []),
        stamp({ contactId, now }),
        ...recordEvent(now, contactId, "conversation.exported", { via }),
      ],
    });
  },
});
