import { sql } from "drizzle-orm";
import { MailRetry } from "../../../shared/schemas/exports.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { MAIL_JOB } from "./mail.ts";

const p = sql.placeholder;

const living = sql`select k.id from mail e join conversation c on c.id = e.conversation_id
  join contact k on k.id = c.contact_id
  where e.id = ${p("mailId")} and c.deleted_at is null and k.deleted_at is null`;

const requireMail = prepare<{ mailId: string }>(sql`
  update guard set target_found = exists (${living}),
    version_fresh = coalesce((select state = 'failed' from mail where id = ${p("mailId")}), 1)`);

const again = prepare<{ mailId: string }>(sql`
  update mail set state = 'waiting', attempts = 0, error = null where id = ${p("mailId")}`);

const touch = prepare<{ mailId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = (${living})`);

/**
 * Sends a mail that failed once more, for whoever asked for it first and to the same address.
 *
 * @throws {Failure} NOT_FOUND; STALE when it has not failed, or is on its way again already
 */
export const retryMail = writeVerb({
  name: "conversations.retryMail",
  permission: "conversation:export",
  module: "export",
  input: MailRetry,
  run(ctx, input): Promise<{ mailId: string }> {
    const { mailId } = input;
    const { now } = ctx;
    return write(ctx, {
      input,
      target: mailId,
      refused: { version_fresh: new Failure("STALE") },
      statements: [
        requireMail({ mailId }),
        again({ mailId }),
        enqueueJob(now, { kind: MAIL_JOB, key: `mail/${mailId}`, payload: { mailId } }),
        touch({ mailId, now }),
      ],
      result: answerWith({ mailId }),
    });
  },
});
