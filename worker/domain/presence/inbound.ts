import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { enqueueJob } from "../enqueue.ts";
import type { Delivery } from "../inbound/item.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { ALIVE_MS, leaveContactPages, seeContactPages, sweepJob } from "./store.ts";

/** Told so late, a page says nothing of where somebody is now. */
const isFresh = (at: number, now: number): boolean => at > now - ALIVE_MS;

/** Where website customers are by the word of the site's own chat; the newest of each counts. */
export function storePresence(now: number, tasks: readonly Task[]): Statement[] {
  const told = tasksOf(tasks, "presence")
    .filter(({ item }) => isFresh(item.at, now))
    .sort((a, b) => a.item.at - b.item.at)
    .map(({ item: { page, here, at }, target: { contactId } }) => ({
      contactId,
      page,
      here,
      at: Math.min(at, now),
    }));
  if (told.length === 0) return [];
  return [
    ...told.flatMap((row) =>
      (row.here ? seeContactPages : leaveContactPages)(JSON.stringify([row]), row.at, now),
    ),
    enqueueJob(now, sweepJob(now)),
  ];
}

const p = sql.placeholder;

const forget = prepare<{ events: string }>(sql`
  delete from inbound_event where seq in (
    select e.seq from json_each(${p("events")}) j
    join inbound_event e on e.connection_id = j.value ->> 0 and e.dedupe_key = j.value ->> 1)`);

/** A sign of life comes every few seconds and says nothing when it comes again: not even its name is kept. */
export function forgetPresence(deliveries: readonly Delivery[]): Statement[] {
  const events = deliveries
    .filter(({ items }) => items.length > 0 && items.every(({ kind }) => kind === "presence"))
    .map(({ connectionId, key }) => [connectionId, key]);
  return events.length === 0 ? [] : [forget({ events: JSON.stringify(events) })];
}
