import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { sha256 } from "../batch.ts";

const HOUR = 3_600_000;

/** Codes sent under one key: at most `limit` within `window` ms from the first. */
interface Bucket {
  key: string;
  limit: number;
  window: number;
}

/** Neither numbers nor addresses are stored. */
const bucket = (name: string, of: string, limit: number, hours: number): Bucket => ({
  key: sha256(`code ${name} ${hours} ${of}`),
  limit,
  window: hours * HOUR,
});

/** Nobody's phone can be made to ring all day, and nobody's bill be run up. */
export const codeBuckets = (phone: string, contactId: string, network: string): Bucket[] => [
  bucket("number", phone, 4, 1),
  bucket("number", phone, 10, 24),
  bucket("contact", contactId, 6, 1),
  bucket("address", network, 20, 1),
  bucket("workspace", "", 300, 1),
];

const p = sql.placeholder;

const full = sql`from json_each(${p("buckets")}) b join code_limit a on a.key = b.value ->> 'key'
  where a.resets_at > ${p("now")} and a.sent >= b.value ->> 'limit'`;

type Values = { buckets: string; now: number };

/** Another code may be sent. */
export const requireUnderLimits = prepare<Values>(sql`
  update guard set condition_met = not exists (select 1 ${full})`);

export const countSent = prepare<Values>(sql`
  insert into code_limit (key, sent, resets_at)
  select b.value ->> 'key', 1, ${p("now")} + (b.value ->> 'window') from json_each(${p("buckets")}) b where true
  on conflict (key) do update set
    sent = case when resets_at <= ${p("now")} then 1 else sent + 1 end,
    resets_at = case when resets_at <= ${p("now")} then excluded.resets_at else resets_at end`);

export const forgetOver = prepare<{ now: number }>(
  sql`delete from code_limit where resets_at <= ${p("now")}`,
);

/** When the fullest of them takes another, UTC ms; null when none is full. */
export const selectFullUntil = prepare<Values, { until: number | null }>(sql`
  select max(a.resets_at) as until ${full}`);
