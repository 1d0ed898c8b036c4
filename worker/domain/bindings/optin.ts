import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";

const p = sql.placeholder;

/**
 * The newest permission and the newest stop are kept, each by the customer's clock, so that it does not
 * matter in which order they are told. A stop ends the permission that was given before it.
 */
const update = prepare<{
  contactId: string;
  given: number;
  stopped: number;
  expires: number;
  token: string | null;
}>(sql`
  update contact set
    recurring_token = case when ${p("given")} >= coalesce(recurring_since, 0)
      then coalesce(${p("token")}, recurring_token) else coalesce(recurring_token, ${p("token")}) end,
    recurring_since = nullif(max(coalesce(recurring_since, 0), ${p("given")}), 0),
    recurring_next_at = nullif(max(coalesce(recurring_next_at, 0), ${p("given")}), 0),
    recurring_stopped_at = nullif(max(coalesce(recurring_stopped_at, 0), ${p("stopped")}), 0),
    recurring_expires_at = nullif(max(coalesce(recurring_expires_at, 0), ${p("expires")}), 0)
  where id = ${p("contactId")}`);

const end = prepare<{ contactId: string }>(sql`
  update contact set recurring_until = case when recurring_stopped_at >= coalesce(recurring_since, 0)
    then recurring_stopped_at else recurring_expires_at end
  where id = ${p("contactId")}`);

/** Facebook recurring notifications: who allowed them, since when and until when. */
export function storeOptins(now: number, tasks: readonly Task[]): Statement[] {
  return tasksOf(tasks, "optin").flatMap(({ item, target: { contactId } }) => {
    const at = Math.min(item.at, now);
    return [
      update({
        contactId,
        given: item.stopped ? 0 : at,
        stopped: item.stopped ? at : 0,
        expires: item.until ?? 0,
        token: item.token,
      }),
      end({ contactId }),
    ];
  });
}
