import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import type { CarriedAccount } from "../connections/fail.ts";
import { enqueueJob } from "../enqueue.ts";
import type { Delivery } from "./item.ts";
import type { Channels } from "./look-up.ts";

/** The error of an event whose account nobody has added yet. */
export const UNKNOWN_ACCOUNT = "unknown_account";

const p = sql.placeholder;

/** Somebody added the account since it was looked for: plan again. */
const guardUnknown = prepare<{ events: string }>(sql`
  update guard set condition_met = condition_met and not exists (
    select 1 from json_each(${p("events")}) j join channel_route r
      on r.connection_id = j.value ->> 'connectionId' and r.account_key = j.value ->> 'accountKey')`);

const keep = prepare<{ events: string; now: number }>(sql`
  update inbound_event set processed_at = ${p("now")}, error = ${UNKNOWN_ACCOUNT},
    account_key = j.value ->> 'accountKey', account_kind = j.value ->> 'kind'
  from json_each(${p("events")}) j
  where connection_id = j.value ->> 'connectionId' and dedupe_key = j.value ->> 'key' and processed_at is null`);

/** So few that no call is felt. */
const AT_ONCE = 500;

const workOffSome = prepare<{ connectionId: string; accountKey: string }>(sql`
  update inbound_event set processed_at = null, error = null, attempts = 0, account_key = null, account_kind = null
  where seq in (
    select seq from inbound_event
    where connection_id = ${p("connectionId")} and account_key = ${p("accountKey")} limit ${sql.raw(String(AT_ONCE))})`);

/** Those whose account has a channel, and those that must wait for it. */
export function splitUnknown(
  deliveries: readonly Delivery[],
  channels: Channels,
): { known: readonly Delivery[]; unknown: readonly Delivery[] } {
  const isUnknown = ({ connectionId, waitsFor }: Delivery) =>
    waitsFor !== undefined && channels(connectionId, waitsFor.accountKey) === undefined;
  if (!deliveries.some(isUnknown)) return { known: deliveries, unknown: [] };
  return {
    known: deliveries.filter((delivery) => !isUnknown(delivery)),
    unknown: deliveries.filter(isUnknown),
  };
}

/** Before the events of the batch are marked as processed, which takes away what they said. */
export function keepUnknown(now: number, unknown: readonly Delivery[]): Statement[] {
  if (unknown.length === 0) return [];
  const events = JSON.stringify(
    unknown.map(({ connectionId, key, waitsFor }) => ({ connectionId, key, ...waitsFor })),
  );
  return [guardUnknown({ events }), keep({ events, now })];
}

/** The job that lets what waited for an account be worked off. */
export const WORK_OFF = "inbound.known";

/** The account has a channel now: what waited for it is worked off like anything that just came. */
export const workOffUnknown = (now: number, { connectionId, accountKey }: CarriedAccount): Statement =>
  enqueueJob(now, {
    kind: WORK_OFF,
    key: `${WORK_OFF}/${connectionId}/${accountKey}`,
    payload: { connectionId, accountKey },
  });

/** One step of it; each may run twice. @returns whether there may be more */
export async function workOffStep(db: Database, account: CarriedAccount): Promise<boolean> {
  const [some] = await db.write([workOffSome(account)]);
  return some?.rowsAffected === AT_ONCE;
}
