import { EXPORT_LINK_LIVES } from "../../shared/schemas/exports.ts";
import { sha256 } from "../domain/batch.ts";
import type { Actor, Call } from "../domain/ctx.ts";
import { failMail } from "../domain/export/fail-mail.ts";
import { conversationFile } from "../domain/export/file.ts";
import { finishExport } from "../domain/export/finish.ts";
import { makeExportLink, recordLinkMailed } from "../domain/export/link.ts";
import { findWaitingMail, keepTry, type WaitingMail } from "../domain/export/mail.ts";
import { Failure } from "../domain/failure.ts";
import { newToken } from "../domain/sessions/token.ts";
import { workspaceName } from "../domain/settings/name.ts";
import { exportMail } from "../mail/export-mail.ts";
import { MailDelayed, type Mailer, MailRefused, type Message } from "../mail/mailer.ts";
import type { JobHandler, JobRun } from "./job.ts";

/** Larger files are linked to: many mailboxes take no more than 10 MB, and base64 adds a third. */
const MAX_ATTACHMENT = 6 * 1024 * 1024;
/** The last try comes about an hour after the first. */
const MAX_ATTEMPTS = 11;

/** Sends one mail with a conversation; tries again later, and says so when it gives up. */
export const sendMail: JobHandler = async (run) => {
  const { db, deps, job } = run;
  const mail = await findWaitingMail(db, String(job.payload["mailId"]));
  if (!mail) return { done: true };
  try {
    if (!deps.mailer) throw new MailRefused("mail_off");
    await deliver(run, deps.mailer, mail);
    return { done: true };
  } catch (error) {
    const { problem, final } = outcomeOf(error);
    if (problem === null) throw error;
    if (!final && mail.attempts + 1 < MAX_ATTEMPTS) {
      await keepTry(db, deps.now(), mail, problem);
      return { again: deps.now() + 2000 * 2 ** mail.attempts };
    }
    const { id: mailId, contactId } = mail;
    await failMail(callOf(run, { kind: "system", name: "job" }), { mailId, contactId, problem });
    return { done: true };
  }
};

/** Why a mail has not gone out; null for what nobody expected, which the job itself is tried again for. */
function outcomeOf(error: unknown): { problem: string | null; final: boolean } {
  if (error instanceof MailRefused) return { problem: error.problem, final: true };
  if (error instanceof MailDelayed) return { problem: error.problem, final: false };
  if (!(error instanceof Failure)) return { problem: null, final: false };
  switch (error.code) {
    case "FORBIDDEN":
    case "UNAUTHENTICATED":
      return { problem: "forbidden", final: true };
    case "NOT_FOUND":
      return { problem: "gone", final: true };
    case "MODULE_OFF":
      return { problem: "module_off", final: true };
    case "MAIL_REFUSED":
      return { problem: "address", final: true };
    default:
      return { problem: null, final: false };
  }
}

const callOf = ({ db, deps, job, slug }: JobRun, actor: Actor): Call => ({
  db,
  actor,
  now: deps.now(),
  operationId: undefined,
  requestId: job.id,
  sealer: deps.sealer,
  written: () => deps.written?.(slug),
});

async function deliver(run: JobRun, mailer: Mailer, mail: WaitingMail): Promise<void> {
  const { contactId, language, memberName, id } = mail;
  const call = () => callOf(run, { kind: "behalf", memberId: mail.memberId });
  const shop = (await workspaceName(run.db)) ?? run.slug;
  const message = (more: Parameters<typeof exportMail>[1]): Message => ({
    id,
    to: mail.to,
    ...exportMail({ language, shop, memberName }, more),
  });
  const file = mail.form === "attachment" ? await attachmentOf(call, mail) : null;
  if (file) {
    await mailer.send({ ...message({ kind: "attachment" }), attachment: file });
    await finishExport(call(), { contactId, via: "mail", mail: id });
    return;
  }
  const token = newToken();
  const until = run.deps.now() + EXPORT_LINK_LIVES;
  await makeExportLink(call(), { contactId, to: mail.to, tokenHash: sha256(token), language, until });
  const url = `${run.deps.publicUrl}/w/${run.slug}/files/export?token=${token}`;
  await mailer.send(message({ kind: "link", url, tooLarge: mail.form === "attachment" }));
  await recordLinkMailed(call(), { mailId: id, contactId });
}

/** The file whole; null when it is larger than a mail should be. */
async function attachmentOf(call: () => Call, mail: WaitingMail): Promise<Message["attachment"] | null> {
  const { contactId, language, to } = mail;
  const { parts } = await conversationFile(call, { contactId, language, to });
  const encoder = new TextEncoder();
  const bytes: Uint8Array[] = [];
  let size = 0;
  for await (const part of parts) {
    const encoded = encoder.encode(part);
    size += encoded.length;
    if (size > MAX_ATTACHMENT) return null;
    bytes.push(encoded);
  }
  const day = new Date(call().now).toISOString().slice(0, 10);
  return { name: `conversation-${day}.csv`, type: "text/csv; charset=utf-8", content: Buffer.concat(bytes) };
}
