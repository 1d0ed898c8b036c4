import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

/** Attempts counted under one key: `limit` within `window` milliseconds from the first of them. */
export interface Bucket {
  /** Already hashed: neither an address nor an email is stored. */
  key: string;
  limit: number;
  window: number;
  /** What a success does to the count: forget it, or take back only its own attempt. */
  onSuccess: "forget" | "take-back";
}

export interface Account {
  memberId: string;
  password: string | null;
}

const full = sql`from json_each(${p("buckets")}) b join sign_in_attempt a on a.key = b.value ->> 'key'
  where a.resets_at > ${p("now")} and a.failures >= b.value ->> 'limit'`;

const selectFull = prepare<{ buckets: string; now: number }, { until: number | null }>(sql`
  select max(a.resets_at) as until ${full}`);

/** Counted before the password is looked at, so that attempts in parallel cannot pass together. */
const countAttempt = prepare<{ buckets: string; now: number }>(sql`
  insert into sign_in_attempt (key, failures, resets_at)
  select b.value ->> 'key', 1, ${p("now")} + (b.value ->> 'window') from json_each(${p("buckets")}) b
  where not exists (select 1 ${full})
  on conflict (key) do update set
    failures = case when resets_at <= ${p("now")} then 1 else failures + 1 end,
    resets_at = case when resets_at <= ${p("now")} then excluded.resets_at else resets_at end`);

const selectAccount = prepare<{ email: string }, Account>(sql`
  select id as "memberId", password from member where email = ${p("email")} and state = 'active'`);

const takeBack = prepare<{ keys: string }>(sql`
  update sign_in_attempt set failures = max(0, failures - 1)
  where key in (select value from json_each(${p("keys")}))`);

const forget = prepare<{ keys: string; now: number }>(sql`
  delete from sign_in_attempt
  where key in (select value from json_each(${p("keys")})) or resets_at <= ${p("now")}`);

/**
 * Counts one attempt in every bucket, unless one is full: then none is counted, so that whoever is
 * refused at one door cannot close another.
 *
 * @returns the account to check the password against; null when there is none that may sign in
 * @throws {Failure} TOO_MANY_ATTEMPTS with the fact `seconds` to wait
 */
export async function beginAttempt(
  db: Database,
  now: number,
  buckets: readonly Bucket[],
  email: string,
): Promise<Account | null> {
  const values = { buckets: JSON.stringify(buckets), now };
  const account = selectAccount({ email });
  const results = await db.write([selectFull(values), countAttempt(values), account]);
  const until = results[0]?.rows[0]?.["until"];
  if (typeof until === "number") {
    throw new Failure("TOO_MANY_ATTEMPTS", { facts: { seconds: Math.ceil((until - now) / 1000) } });
  }
  return (results[2] ? account.decode(results[2])[0] : undefined) ?? null;
}

/** For the batch of a sign-in that succeeded. */
export function forgiveAttempt(now: number, buckets: readonly Bucket[]): Statement[] {
  const keys = (onSuccess: Bucket["onSuccess"]) =>
    JSON.stringify(buckets.filter((b) => b.onSuccess === onSuccess).map((b) => b.key));
  return [takeBack({ keys: keys("take-back") }), forget({ keys: keys("forget"), now })];
}
