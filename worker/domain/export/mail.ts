import { sql } from "drizzle-orm";
import * as v from "valibot";
import {
  type ExportLanguage,
  type MailForm,
  MAIL_FORMS,
  EXPORT_LANGUAGES,
} from "../../../shared/schemas/exports.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

/** The job that sends one row of `mail`; its payload is { mailId }. */
export const MAIL_JOB = "mail.send";

/** A mail that is to go out. */
export interface WaitingMail {
  id: string;
  to: string;
  form: MailForm;
  language: ExportLanguage;
  contactId: string;
  /** The member who asked for it. */
  memberId: string;
  memberName: string;
  /** How often it was tried. */
  attempts: number;
}

const p = sql.placeholder;

const select = prepare<{ mailId: string }, Omit<WaitingMail, "form" | "language"> & { payload: string }>(sql`
  select e.id, e.recipient as "to", e.payload, c.contact_id as "contactId", e.requested_by as "memberId",
    m.name as "memberName", e.attempts
  from mail e join conversation c on c.id = e.conversation_id join member m on m.id = e.requested_by
  where e.id = ${p("mailId")} and e.state = 'waiting'`);

const Payload = v.object({ form: v.picklist(MAIL_FORMS), language: v.picklist(EXPORT_LANGUAGES) });

/** Null when it has gone out, was given up, or its conversation was erased. */
export async function findWaitingMail(db: Database, mailId: string): Promise<WaitingMail | null> {
  const statement = select({ mailId });
  const [result] = await db.read([statement]);
  const row = result && statement.decode(result)[0];
  if (!row) return null;
  const { payload, ...rest } = row;
  return { ...rest, ...v.parse(Payload, JSON.parse(payload)) };
}

const tried = prepare<{ mailId: string; problem: string }>(sql`
  update mail set attempts = attempts + 1, error = ${p("problem")} where id = ${p("mailId")}`);

const touch = prepare<{ contactId: string; now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id = ${p("contactId")}`);

/** A try that did not work and is to be repeated: the panel shows why. */
export async function keepTry(db: Database, now: number, mail: WaitingMail, problem: string): Promise<void> {
  await db.write([tried({ mailId: mail.id, problem }), touch({ contactId: mail.contactId, now })]);
}
