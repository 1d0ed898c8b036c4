import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import type { NewJob } from "../enqueue.ts";

export const PIXEL_PURGE = "pixel.purge";

const DAY = 86_400_000;
/** How long what was seen in the shop is kept. */
export const KEPT_DAYS = 90;
const AT_ONCE = 500;

export const purgeJob = (now: number): NewJob => ({
  kind: PIXEL_PURGE,
  key: PIXEL_PURGE,
  payload: {},
  runAt: now + DAY,
});

const p = sql.placeholder;

const purgeEvents = prepare<{ before: number; limit: number }>(sql`
  delete from pixel_event where seq in (
    select seq from pixel_event where received_at < ${p("before")} order by received_at limit ${p("limit")})`);

const purgeVisitors = prepare<{ before: number; limit: number }>(sql`
  delete from visitor where id in (
    select id from visitor where last_seen_at < ${p("before")} order by last_seen_at limit ${p("limit")})`);

/** Forgets one part of what is older than `KEPT_DAYS`. @returns whether there may be more */
export async function purgePixel(db: Database, now: number): Promise<boolean> {
  const values = { before: now - KEPT_DAYS * DAY, limit: AT_ONCE };
  const results = await db.write([purgeEvents(values), purgeVisitors(values)]);
  return results.some(({ rowsAffected }) => rowsAffected > 0);
}
