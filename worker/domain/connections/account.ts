import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { createRoute, type Route } from "./routes.ts";

const p = sql.placeholder;

const remember = prepare<{ connectionId: string; accountId: string }>(sql`
  update connection set settings = json_set(settings, '$.accountId', ${p("accountId")})
  where id = ${p("connectionId")}`);

const nameChannel = prepare<{ kind: string; accountId: string; name: string; now: number }>(sql`
  update channel set name = ${p("name")}, updated_at = ${p("now")}
  where kind = ${p("kind")} and account_id = ${p("accountId")} and name <> ${p("name")}`);

/** The accounts a connection carries, by their keys. */
export const selectAccountKeys = prepare<{ connectionId: string }, { accountKey: string }>(sql`
  select account_key as "accountKey" from channel_route where connection_id = ${p("connectionId")}`);

/** What the provider says of the account a connection is for. */
export function learnAccount(now: number, route: Route): Statement[] {
  const { connectionId, accountId, kind, name } = route;
  return [
    remember({ connectionId, accountId }),
    ...createRoute(now, route),
    nameChannel({ kind, accountId, name, now }),
  ];
}
