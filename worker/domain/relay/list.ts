import { sql } from "drizzle-orm";
import { type RelayItem, RelayList } from "../../../shared/schemas/relay.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const count = (state: "waiting" | "parked") => sql`(select count(*) from (
  select 1 from relay_post p where p.connection_id = r.connection_id and p.state = '${sql.raw(state)}'
    and p.size > 0 limit 100000))`;

/** The first and the last of what is kept: each state has an index of its own. */
const ends = (end: "min" | "max", column: string) => sql`(select ${sql.raw(`${end}(n)`)} from (
  select * from (select ${sql.raw(column)} as n from relay_post p where p.connection_id = r.connection_id
    and p.state = 'waiting' and p.size > 0 order by seq ${sql.raw(end === "min" ? "asc" : "desc")} limit 1)
  union all select * from (select ${sql.raw(column)} as n from relay_post p where p.connection_id = r.connection_id
    and p.state = 'parked' order by seq ${sql.raw(end === "min" ? "asc" : "desc")} limit 1)))`;

const select = prepare<Record<string, never>, RelayItem>(sql`
  select r.connection_id as "connectionId", r.url, ${count("waiting")} as waiting, ${count("parked")} as parked,
    ${ends("min", "received_at")} as "oldestAt", ${ends("max", "seq")} as newest,
    r.error, r.failing_since as "failingSince", nullif(r.retry_at, 0) as "retryAt", r.last_sent_at as "lastSentAt"
  from relay r join connection c on c.id = r.connection_id order by r.connection_id limit 500`);

/** Every connection with an inbox behind it, and what is kept of those that had one. */
export const listRelays = readVerb({
  name: "relay.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: RelayList,
  async run(ctx): Promise<RelayItem[]> {
    const { rows } = await read(ctx, [select({})]);
    return rows[0].map((row) => ({ ...row }));
  },
});
