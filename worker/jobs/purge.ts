import { sql } from "drizzle-orm";
import { prepare } from "../db/statement.ts";
import { purgeNotices } from "../domain/connections/notices.ts";
import { EVENTS_KEPT_DAYS } from "../../shared/schemas/webhooks.ts";
import { purgeWebhookEvents } from "../domain/webhooks/tell.ts";
import { purgeStatuses } from "../domain/conversations/statuses.ts";
import { purgeLinks } from "../domain/members/one-time-link.ts";
import { ENDED_KEPT_DAYS, purgeSessions } from "../domain/sessions/purge.ts";
import { checkTokens } from "../domain/connections/check.ts";
import type { JobHandler } from "./job.ts";

export const PURGE = "inbound.purge";

const DAY = 86_400_000;
/** Longer than any provider redelivers: as long as an event's name is kept, it is known when it comes again. */
const KEPT_DAYS = 40;
const AT_ONCE = 500;

const p = sql.placeholder;

/** Looks at the oldest rows only, so that it costs the same however many there are. */
const purgeEvents = prepare<{ before: number; limit: number }>(sql`
  delete from inbound_event where seq in (
    select seq from (select seq, received_at, processed_at from inbound_event order by seq limit ${p("limit")})
    where received_at < ${p("before")} and processed_at is not null)`);

/** Names of what was passed on, and what somebody gave up on so long ago. */
const purgeRelayed = prepare<{ before: number; limit: number }>(sql`
  delete from relay_post where seq in (
    select seq from (select seq, received_at from relay_post order by seq limit ${p("limit")})
    where received_at < ${p("before")})`);

/** Ids begin with when they were made, so that only jobs that are old enough are looked at. */
const purgeJobs = prepare<{ oldest: string; before: number; limit: number }>(sql`
  delete from job where id in (
    select id from job where id < ${p("oldest")} and state in ('done', 'failed') and progress is null
      and updated_at < ${p("before")} limit ${p("limit")})`);

/** Answers kept for a time, for whoever repeats their call. */
const purgeOperations = prepare<{ now: number; limit: number }>(sql`
  delete from operation where id in (
    select id from operation where kept_until is not null and kept_until <= ${p("now")} limit ${p("limit")})`);

/** The lowest id of ours that can be made at that time, UTC ms. */
const firstIdOf = (at: number): string => {
  const time = Math.max(0, at).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}`;
};

/**
 * Once a day: forgets the names of old events, jobs that ended long ago and nobody watches, sessions and links
 * that are over; tries every token.
 */
export const purgeInbound: JobHandler = async ({ db, deps }) => {
  await checkTokens(db, deps.now());
  const before = deps.now() - KEPT_DAYS * DAY;
  const ended = { before: deps.now() - ENDED_KEPT_DAYS * DAY, limit: AT_ONCE };
  let gone = AT_ONCE;
  while (gone > 0) {
    const results = await db.write([
      purgeEvents({ before, limit: AT_ONCE }),
      purgeRelayed({ before, limit: AT_ONCE }),
      purgeNotices({ before, limit: AT_ONCE }),
      purgeStatuses({ before, limit: AT_ONCE }),
      purgeJobs({ oldest: firstIdOf(before), before, limit: AT_ONCE }),
      purgeOperations({ now: deps.now(), limit: AT_ONCE }),
      purgeWebhookEvents({ before: deps.now() - EVENTS_KEPT_DAYS * DAY, limit: AT_ONCE }),
      purgeSessions(ended),
      purgeLinks(ended),
    ]);
    gone = results.reduce((sum, { rowsAffected }) => sum + rowsAffected, 0);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return { again: deps.now() + DAY };
};
