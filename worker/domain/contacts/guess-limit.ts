import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

/** More than a person mistypes, less than a list of numbers needs. */
const MISSES = 30;
const WINDOW_MS = 600_000;

const p = sql.placeholder;

const count = prepare<{ memberId: string; now: number; resetsAt: number }>(sql`
  insert into search_miss (member_id, misses, resets_at) values (${p("memberId")}, 1, ${p("resetsAt")})
  on conflict (member_id) do update set
    misses = case when resets_at <= ${p("now")} then 1 else misses + 1 end,
    resets_at = case when resets_at <= ${p("now")} then excluded.resets_at else resets_at end`);

const selectMisses = prepare<{ memberId: string; now: number }, { misses: number; resetsAt: number }>(sql`
  select misses, resets_at as "resetsAt" from search_miss
  where member_id = ${p("memberId")} and resets_at > ${p("now")}`);

/**
 * Before a member who sees values masked is told whether a whole value is somebody's: they may be wrong 30
 * times in ten minutes. Counted and asked for in one batch of writes, which never overlap, so that guesses in
 * parallel learn no more than one after the other.
 *
 * @throws {Failure} TOO_MANY_ATTEMPTS with the fact `seconds` to wait
 */
export async function admitGuess(
  db: Database,
  { memberId, now, missed }: { memberId: string; now: number; missed: boolean },
): Promise<void> {
  const select = selectMisses({ memberId, now });
  const results = await db.write([
    ...(missed ? [count({ memberId, now, resetsAt: now + WINDOW_MS })] : []),
    select,
  ]);
  const last = results.at(-1);
  const [row] = last ? select.decode(last) : [];
  if (row && row.misses > MISSES) {
    throw new Failure("TOO_MANY_ATTEMPTS", { facts: { seconds: Math.ceil((row.resetsAt - now) / 1000) } });
  }
}
