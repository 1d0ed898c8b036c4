import { sql } from "drizzle-orm";
import type { EventKind } from "../../../shared/events.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { isBlocked } from "../conversations/blocked.ts";
import { eventKey, isWithheld } from "../conversations/withheld.ts";
import { newId } from "../id.ts";
import type { Task } from "../inbound/plan.ts";

const p = sql.placeholder;

/** What a blocked customer said or chose is not kept; that they follow or block the account is. */
const insert = prepare<{ events: string }>(sql`
  insert into event (id, contact_id, kind, actor_kind, data, at, dedupe_key)
  select value ->> 'id', value ->> 'contactId', value ->> 'kind', value ->> 'actor', value ->> 'data',
    value ->> 'at', value ->> 'dedupeKey'
  from json_each(${p("events")})
  where not ${isWithheld(sql`value ->> 'key'`)}
    and not (value ->> 'kind' in ('conversation.postback', 'contact.referred', 'channel.unknown') and ${isBlocked(sql`value ->> 'contactId'`)})
  on conflict (dedupe_key) do update set at = excluded.at
    where excluded.kind = 'message.unsent' and excluded.at < event.at`);

interface Entry {
  kind: EventKind;
  actor: "customer" | "system";
  data?: Record<string, unknown>;
  dedupeKey: string;
}

/** What the event log shows of a delivery: each once, however often it is delivered. */
export function recordInbound(now: number, tasks: readonly Task[]): Statement[] {
  const events = tasks.flatMap((task) => {
    const found = entry(task);
    if (!found) return [];
    const { data = {}, ...rest } = found;
    const { contactId } = task.target;
    const key = eventKey(rest.dedupeKey);
    return [{ id: newId(now), key, contactId, at: task.item.at, data: JSON.stringify(data), ...rest }];
  });
  return events.length === 0 ? [] : [insert({ events: JSON.stringify(events) })];
}

function entry({ item, target, delivery }: Task): Entry | null {
  const { connectionId } = delivery;
  const dedupeKey = `${item.kind}/${connectionId}/${delivery.key}`;
  switch (item.kind) {
    case "follow":
      return {
        kind: "contact.followed",
        actor: "customer",
        data: item.unblocked ? { unblocked: true } : {},
        dedupeKey,
      };
    case "unfollow":
      return { kind: "contact.unfollowed", actor: "customer", dedupeKey };
    case "postback":
      return { kind: "conversation.postback", actor: "customer", data: item.data, dedupeKey };
    case "referral":
      return { kind: "contact.referred", actor: "customer", data: { ...item.data }, dedupeKey };
    case "optin":
      return {
        kind: item.stopped ? "recurring.stopped" : "recurring.allowed",
        actor: "customer",
        data: item.title === null ? {} : { title: item.title },
        dedupeKey,
      };
    case "activity":
      return {
        kind: "conversation.activity",
        actor: "system",
        data: { text: item.text },
        dedupeKey: `activity/${target.channelId}/${item.providerId}`,
      };
    case "unknown":
      return { kind: "channel.unknown", actor: "customer", data: { type: item.type }, dedupeKey };
    case "edit":
      return {
        kind: "message.edited",
        actor: item.byTeam ? "system" : "customer",
        dedupeKey: `edit/${target.channelId}/${item.editId}`,
      };
    case "rename":
      return { kind: "contact.renamed", actor: "customer", dedupeKey };
    case "consent":
      if (!item.told) return null;
      return {
        kind: item.marketing ? "marketing.resumed" : "marketing.stopped",
        actor: "customer",
        dedupeKey,
      };
    case "unsend":
      return {
        kind: "message.unsent",
        actor: item.byTeam ? "system" : "customer",
        dedupeKey: `unsend/${target.channelId}/${item.providerId}`,
      };
    case "state":
      if (item.change === null) return null;
      return {
        kind: "conversation.state",
        actor: "system",
        data: { state: item.state },
        dedupeKey: `state/${connectionId}/${item.change}`,
      };
    case "thread":
      if (!item.opened) return null;
      return {
        kind: "conversation.created",
        actor: "customer",
        data: { conversation: item.conversation },
        dedupeKey: `thread/${connectionId}/${item.account}/${item.conversation}`,
      };
    default:
      return null;
  }
}
