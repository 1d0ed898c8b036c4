import { reply } from "../channels/line/send.ts";
import { ProviderRefusal } from "../channels/request.ts";
import { failConnection, TOKEN_REFUSED } from "../domain/connections/fail.ts";
import { findConnection } from "../domain/connections/find.ts";
import type { CrmReply } from "../domain/crm/ask.ts";
import { crmUrl, type CrmPage, sealLink } from "../domain/crm/link.ts";
import { mayReply } from "../domain/crm/may-reply.ts";
import type { JobHandler } from "./job.ts";

/** LINE takes a reply for about a minute; what comes later is for the next press of the button. */
const IN_TIME_MS = 55_000;

/** Nobody knows which language a customer of LINE reads. */
const TEXT: Record<CrmPage, string> = {
  phone: "請在 24 小時內開啟連結，驗證您的手機號碼：\nConfirm your phone number here within 24 hours:",
  card: "您的會員卡（連結 1 小時內有效）：\nYour member card (the link works for 1 hour):",
};

/** Answers a customer who asked for one of their pages, with a link that is theirs alone. */
export const replyWithPage: JobHandler = async ({ db, deps, slug, job }) => {
  const { connectionId, contactId, page, replyToken, askedAt } = job.payload as CrmReply;
  if (deps.now() - askedAt > IN_TIME_MS || !(await mayReply(db, contactId))) return { done: true };
  const connection = await findConnection(db, deps.sealer, connectionId);
  const accessToken = connection?.credentials.accessToken;
  if (!connection || !accessToken) return { done: true };
  const token = await sealLink(deps.sealer, page, contactId, deps.now());
  const url = crmUrl(`${deps.publicUrl}/w/${slug}`, page, token);
  try {
    await reply({ apiBase: connection.settings.apiBase, accessToken }, replyToken, `${TEXT[page]}\n${url}`);
  } catch (error) {
    if (error instanceof ProviderRefusal && error.status === 401) {
      await db.write([failConnection({ connectionId, reason: TOKEN_REFUSED })]);
    }
    // Its token was used up: an earlier try of this job got through, or its time is over.
    if (!(error instanceof ProviderRefusal) || error.status !== 400) throw error;
  }
  return { done: true };
};
