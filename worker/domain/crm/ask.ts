import type { Statement } from "../../db/statement.ts";
import { enqueueJobs } from "../enqueue.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import type { CrmPage } from "./link.ts";

/** The job that answers with a link. */
export const CRM_REPLY = "crm.reply";

/** What that job is given. */
export interface CrmReply extends Record<string, unknown> {
  connectionId: string;
  contactId: string;
  page: CrmPage;
  replyToken: string;
  /** UTC ms. */
  askedAt: number;
}

/** Customers who pressed a button for a page get a link to it, each once. */
export function answerAsks(now: number, tasks: readonly Task[]): Statement[] {
  const asks = tasksOf(tasks, "ask");
  if (asks.length === 0) return [];
  return [
    enqueueJobs(
      now,
      asks.map(({ item, target, delivery }) => {
        const payload: CrmReply = {
          connectionId: delivery.connectionId,
          contactId: target.contactId,
          page: item.page,
          replyToken: item.replyToken,
          askedAt: delivery.receivedAt,
        };
        return { kind: CRM_REPLY, key: `${CRM_REPLY}/${delivery.connectionId}/${delivery.key}`, payload };
      }),
    ),
  ];
}
