import { sql } from "drizzle-orm";
import { ExportByMail } from "../../../shared/schemas/exports.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { read, write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { Failure } from "../failure.ts";
import { actingMember, requireContact } from "../guards.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { requireAddress } from "./mail-address.ts";
import { MAIL_JOB } from "./mail.ts";

const p = sql.placeholder;

const insert = prepare<{ id: string; contactId: string; to: string; payload: string; now: number }>(sql`
  insert into mail (id, kind, recipient, payload, conversation_id, requested_by, state, created_at)
  select ${p("id")}, 'conversation.export', ${p("to")}, ${p("payload")}, c.id, ${actingMember}, 'waiting', ${p("now")}
  from conversation c where c.contact_id = ${p("contactId")}`);

const touch = prepare<{ contactId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = ${p("contactId")}`);

/**
 * Mails a conversation, as an attachment or as a link to it. It goes out a moment later; `ExportState.mail`
 * says what became of it.
 *
 * @throws {Failure} MAIL_OFF, INVALID_EMAIL, MAIL_REFUSED (field `to`), NOT_FOUND
 */
export const exportByMail = writeVerb({
  name: "conversations.exportByMail",
  permission: "conversation:export",
  module: "export",
  input: ExportByMail,
  async run(ctx, input): Promise<{ mailId: string }> {
    if (!ctx.mails) {
      // Whoever may not export learns nothing else.
      await read(ctx, []);
      throw new Failure("MAIL_OFF");
    }
    const { contactId, to, form, language } = input;
    const { now } = ctx;
    const mailId = newId(now);
    return write(ctx, {
      input,
      target: contactId,
      detail: { form, to },
      refused: { condition_met: new Failure("MAIL_REFUSED", { field: "to" }) },
      statements: [
        requireContact({ contactId }),
        requireAddress({ to }),
        insert({ id: mailId, contactId, to, payload: JSON.stringify({ form, language }), now }),
        enqueueJob(now, { kind: MAIL_JOB, key: `mail/${mailId}`, payload: { mailId } }),
        touch({ contactId, now }),
      ],
      result: answerWith({ mailId }),
    });
  },
});
