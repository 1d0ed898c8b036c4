import { sql } from "drizzle-orm";
import type { JobsOfKind, Part, PartState, SystemState } from "../../../shared/schemas/system.ts";
import { prepare } from "../../db/statement.ts";
import { SCHEMA_VERSION } from "../../db/schema-version.ts";

const MINUTE = 60_000;
/** From then on more waits than a busy moment brings. */
const LATE_MS = MINUTE;
/** From then on nobody works it off. */
const STUCK_MS = 10 * MINUTE;
/** Nothing here counts further, so that looking never takes long. */
const MOST = sql.raw("limit 100000");

const p = sql.placeholder;

/** One row of a workspace's backlogs; `…At` is when the oldest of them was due or came, UTC ms. */
export interface Backlogs {
  schema: number;
  jobsDueAt: number | null;
  inboundWaiting: number;
  inboundAt: number | null;
  setAside: number;
  relayWaiting: number;
  relayParked: number;
  relayFailing: number;
  relayAt: number | null;
  /** When a line that nobody holds should have gone on. */
  relayDueAt: number | null;
  webhooksWaiting: number;
  /** Names in a JSON array. */
  webhooksFailing: string;
  webhooksOff: string;
  mailWaiting: number;
  mailFailed: number;
  mailError: string | null;
  unsealed: number;
  unsealedAt: number | null;
}

const countOf = (rows: ReturnType<typeof sql>) => sql`(select count(*) from (select 1 from ${rows} ${MOST}))`;

const endpoints = (where: ReturnType<typeof sql>) => sql`(select json_group_array(name) from (
      select name from webhook_endpoint where ${where} order by id limit 100))`;

export const selectBacklogs = prepare<{ now: number }, Backlogs>(sql`
  select (select max(number) from migration) as schema,
    (select min(run_at) from job where state in ('waiting', 'running') and run_at <= ${p("now")}
      and coalesce(leased_until, 0) <= ${p("now")}) as "jobsDueAt",
    ${countOf(sql`inbound_event where processed_at is null`)} as "inboundWaiting",
    (select received_at from inbound_event where processed_at is null order by seq limit 1) as "inboundAt",
    ${countOf(sql`inbound_event where error is not null and processed_at is not null`)} as "setAside",
    ${countOf(sql`relay_post where state = 'waiting'`)} as "relayWaiting",
    ${countOf(sql`relay_post where state = 'parked'`)} as "relayParked",
    (select count(*) from relay where error is not null and url is not null) as "relayFailing",
    (select min(waits_since) from (select waits_since from relay_post where state = 'waiting' order by seq limit 1))
      as "relayAt",
    (select min(max(r.retry_at, r.leased_until, (select waits_since from relay_post p
        where p.connection_id = r.connection_id and p.state = 'waiting' order by seq limit 1)))
      from relay r join connection c on c.id = r.connection_id and c.state <> 'disabled' where r.url is not null)
      as "relayDueAt",
    ${countOf(sql`webhook_endpoint e join webhook_delivery d on d.endpoint_id = e.id and d.state = 'waiting'
      where e.state = 'active'`)} as "webhooksWaiting",
    ${endpoints(sql`state = 'active' and failing_since is not null`)} as "webhooksFailing",
    ${endpoints(sql`state = 'disabled' and state_reason in ('failing', 'gone')`)} as "webhooksOff",
    ${countOf(sql`mail where state = 'waiting'`)} as "mailWaiting",
    ${countOf(sql`mail where state = 'failed' and created_at > ${p("now")} - 604800000`)} as "mailFailed",
    (select error from mail where error is not null order by created_at desc limit 1) as "mailError",
    ${countOf(sql`audit where hash is null`)} as unsealed,
    (select at from audit where hash is null order by seq limit 1) as "unsealedAt"`);

export const selectJobs = prepare<Record<string, never>, JobsOfKind>(sql`
  select kind, sum(state <> 'failed') as waiting, sum(state <> 'failed' and error is not null) as failing,
    sum(state = 'failed') as failed, max(error) as error
  from (select kind, state, error from job where state in ('waiting', 'running', 'failed') ${MOST})
  group by kind order by failed desc, failing desc, waiting desc, kind limit 50`);

/** Which parts are well. What a provider or an inbox behind us does to us is late, never failing. */
export function partsOf(now: number, backlogs: Backlogs): Record<Part, PartState> {
  const since = (at: number | null): PartState => {
    const ms = at === null ? 0 : now - at;
    if (ms > STUCK_MS) return "failing";
    return ms > LATE_MS ? "late" : "ok";
  };
  const { schema, relayFailing, relayParked, mailFailed, setAside, webhooksFailing, webhooksOff } = backlogs;
  const relay = since(backlogs.relayDueAt);
  const inbound = since(backlogs.inboundAt);
  return {
    database: "ok",
    migrations: schema < SCHEMA_VERSION ? "failing" : "ok",
    jobs: since(backlogs.jobsDueAt),
    inbound: inbound === "ok" && setAside > 0 ? "late" : inbound,
    relay: relay === "ok" && relayFailing + relayParked > 0 ? "late" : relay,
    webhooks: webhooksFailing === "[]" && webhooksOff === "[]" ? "ok" : "late",
    mail: mailFailed > 0 ? "late" : "ok",
    sealer: since(backlogs.unsealedAt),
  };
}

export function stateOf(
  now: number,
  backlogs: Backlogs,
  jobs: readonly JobsOfKind[],
  mails: boolean,
): Omit<SystemState, "vitals"> {
  const b = backlogs;
  return {
    at: now,
    parts: partsOf(now, b),
    schema: { has: b.schema, needs: SCHEMA_VERSION },
    jobs: jobs.map((row) => ({ ...row })),
    inbound: { waiting: b.inboundWaiting, oldestAt: b.inboundAt, setAside: b.setAside },
    relay: { waiting: b.relayWaiting, parked: b.relayParked, failing: b.relayFailing, oldestAt: b.relayAt },
    webhooks: {
      waiting: b.webhooksWaiting,
      failing: JSON.parse(b.webhooksFailing) as string[],
      off: JSON.parse(b.webhooksOff) as string[],
    },
    mail: { on: mails, waiting: b.mailWaiting, failed: b.mailFailed, error: b.mailError },
    sealer: { waiting: b.unsealed, oldestAt: b.unsealedAt },
  };
}
