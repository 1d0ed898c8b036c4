import { type SQL, sql } from "drizzle-orm";
import { sha256 } from "../batch.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";
import type { Delivery, InboundItem } from "../inbound/item.ts";

/** What a connection shows of them. */
const SHOWN = 10;

const p = sql.placeholder;

/** The same news told again is one, with the newest time of it. */
const insert = prepare<{ notices: string }>(sql`
  insert into connection_notice (id, connection_id, kind, account_key, data, at, dedupe_key)
  select value ->> 'id', value ->> 'connectionId', value ->> 'kind', value ->> 'accountKey', value ->> 'data',
    value ->> 'at', value ->> 'dedupeKey'
  from json_each(${p("notices")}) where true
  on conflict (connection_id, dedupe_key) do update set at = max(at, excluded.at)`);

type Notice = Extract<InboundItem, { kind: "notice" }>;

/** News of an unknown kind is told of once for each kind, however much of it comes. */
const nameOf = ({ notice, accountKey, data }: Notice, key: string): string =>
  notice === "unknown" ? sha256(JSON.stringify([notice, accountKey, data])) : key;

/** Keeps what a provider tells of an account and of nobody in particular. */
export function keepNotices(now: number, deliveries: readonly Delivery[]): Statement[] {
  const notices = deliveries.flatMap(({ connectionId, key, items }) =>
    items.flatMap((item) => {
      if (item.kind !== "notice") return [];
      const { notice: kind, accountKey, data, at } = item;
      const row = { id: newId(now), connectionId, kind, accountKey, data: JSON.stringify(data), at };
      return [{ ...row, dedupeKey: nameOf(item, key) }];
    }),
  );
  return notices.length === 0 ? [] : [insert({ notices: JSON.stringify(notices) })];
}

/** SQL of the newest ones of a connection, as JSON `{ kind, accountKey, data, at }[]`. */
export const noticesOf = (connectionId: SQL): SQL => sql`(
  select json_group_array(json_object('kind', kind, 'accountKey', account_key, 'data', json(data), 'at', at)) from (
    select * from connection_notice where connection_id = ${connectionId} order by at desc, id desc
    limit ${sql.raw(String(SHOWN))}))`;

/** For the daily purge. */
export const purgeNotices = prepare<{ before: number; limit: number }>(sql`
  delete from connection_notice where id in (
    select id from connection_notice where at < ${p("before")} limit ${p("limit")})`);
