import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { enqueueJob } from "../enqueue.ts";
import { newId } from "../id.ts";
import type { KnownUid } from "./order.ts";

const p = sql.placeholder;

/** The job that binds the contacts of uids a shop knows. */
export const BIND_UIDS = "shop.bind";

/** The same member again says nothing new. */
const upsert = prepare<{ source: string; uids: string }>(sql`
  insert into shop_uid (source, provider, uid, member_no, at)
  select ${p("source")}, value ->> 'provider', value ->> 'uid', value ->> 'memberNo', value ->> 'at'
  from json_each(${p("uids")}) where true
  on conflict (source, provider, uid) do update set at = excluded.at,
    bound_at = case when shop_uid.member_no is excluded.member_no then shop_uid.bound_at end,
    member_no = excluded.member_no
  where excluded.at >= shop_uid.at`);

/** Keeps whose social account a shop says a member has; a job binds those that are customers here. */
export function rememberUids(now: number, source: string, uids: readonly KnownUid[]): Statement[] {
  if (uids.length === 0) return [];
  return [upsert({ source, uids: JSON.stringify(uids) }), bindLater(now)];
}

export const bindLater = (now: number): Statement =>
  enqueueJob(now, { kind: BIND_UIDS, key: BIND_UIDS, payload: {} });

const enqueueWaiting = prepare<{ id: string; now: number }>(sql`
  insert into job (id, kind, key, payload, state, run_at, created_at, updated_at)
  select ${p("id")}, ${sql.raw(`'${BIND_UIDS}'`)}, ${sql.raw(`'${BIND_UIDS}'`)}, '{}', 'waiting', ${p("now")}, ${p("now")}, ${p("now")}
  where exists (select 1 from shop_uid u join contact c on c.external_id = u.uid
    where u.bound_at is null and c.created_at >= u.at and c.deleted_at is null)
  on conflict do nothing`);

/** Somebody new may be whom a shop told of before. */
export const bindWaiting = (now: number): Statement => enqueueWaiting({ id: newId(now), now });
