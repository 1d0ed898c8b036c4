import { sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { createRoute, type Route } from "./routes.ts";

const p = sql.placeholder;

const remember = prepare<{ connectionId: string; accountId: string }>(sql`
  update connection set settings = json_set(settings, '$.accountId', ${p("accountId")})
  where id = ${p("connectionId")}`);

export const nameChannel = prepare<{ kind: string; accountId: string; name: string; now: number }>(sql`
  update channel set name = ${p("name")}, updated_at = ${p("now")}
  where kind = ${p("kind")} and account_id = ${p("accountId")} and name <> ${p("name")}`);

/** The accounts a connection carries, by their keys. */
export const selectAccountKeys = prepare<{ connectionId: string }, { accountKey: string }>(sql`
  select account_key as "accountKey" from channel_route where connection_id = ${p("connectionId")}`);

/** The accounts a connection carries, as its provider and the team name them. */
export const selectAccounts = prepare<
  { connectionId: string },
  { accountKey: string; kind: ChannelKind; name: string }
>(sql`
  select r.account_key as "accountKey", h.kind, h.name from channel_route r join channel h on h.id = r.channel_id
  where r.connection_id = ${p("connectionId")} order by h.kind, h.name limit 100`);

/** What the provider says of the account a connection is for. */
export function learnAccount(now: number, route: Route): Statement[] {
  const { connectionId, accountId, kind, name } = route;
  return [
    remember({ connectionId, accountId }),
    ...createRoute(now, route),
    nameChannel({ kind, accountId, name, now }),
  ];
}

const selectKind = prepare<{ connectionId: string; accountKey: string }, { kind: ChannelKind }>(sql`
  select h.kind from channel_route r join channel h on h.id = r.channel_id
  where r.connection_id = ${p("connectionId")} and r.account_key = ${p("accountKey")}`);

/** What kind of channel an account of a connection is; null when it carries no such account. */
export async function kindOfAccount(
  db: Database,
  account: { connectionId: string; accountKey: string },
): Promise<ChannelKind | null> {
  const statement = selectKind(account);
  const [result] = await db.read([statement]);
  return (result && statement.decode(result)[0]?.kind) ?? null;
}
