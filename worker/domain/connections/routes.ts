import { sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

/** How a connection names an account, and the channel that account is. */
export interface Route {
  connectionId: string;
  /** LINE: `destination`. Chatwoot: `<account>/<inbox id>`. */
  accountKey: string;
  kind: ChannelKind;
  accountId: string;
  name: string;
}

const insertChannel = prepare<{ id: string; kind: string; accountId: string; name: string; now: number }>(sql`
  insert into channel (id, kind, account_id, name, created_at, updated_at)
  values (${p("id")}, ${p("kind")}, ${p("accountId")}, ${p("name")}, ${p("now")}, ${p("now")})
  on conflict (kind, account_id) do nothing`);

const insertRoute = prepare<{
  connectionId: string;
  accountKey: string;
  kind: string;
  accountId: string;
}>(sql`
  insert into channel_route (connection_id, account_key, channel_id)
  select ${p("connectionId")}, ${p("accountKey")}, id from channel
  where kind = ${p("kind")} and account_id = ${p("accountId")}
  on conflict do nothing`);

/** The account's channel, made when it is new, and the way to it; a way that is there stays. */
export function createRoute(now: number, route: Route): Statement[] {
  return [insertChannel({ id: newId(now), now, ...route }), insertRoute({ ...route })];
}
