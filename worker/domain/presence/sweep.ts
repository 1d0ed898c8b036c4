import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

const p = sql.placeholder;

const lapsed = sql`select contact_id from website_presence where state = 'online' and online_until <= ${p("now")}
  order by online_until limit 500`;

const touch = prepare<{ now: number }>(sql`
  update contact set version = version + 1, updated_at = ${p("now")} where id in (${lapsed})`);

const forget = prepare<{ now: number }>(sql`
  update website_presence set state = 'offline', page_id = null, url = null, title = null
  where contact_id in (${lapsed})`);

const selectNext = prepare<Record<string, never>, { next: number | null }>(sql`
  select min(online_until) as next from website_presence where state = 'online'`);

/** Forgets the pages of those who went silent. @returns when the next one lapses, UTC ms; null when nobody is online */
export async function sweepPresences(db: Database, now: number): Promise<number | null> {
  const next = selectNext({});
  const [, , result] = await db.write([touch({ now }), forget({ now }), next]);
  return (result && next.decode(result)[0]?.next) ?? null;
}
