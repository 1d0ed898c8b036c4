import { sql } from "drizzle-orm";
import { type RelayPage, type RelayPostItem, RelayPosts } from "../../../shared/schemas/relay.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

const PAGE = 50;

const p = sql.placeholder;

const ofState = (state: "waiting" | "parked") => sql`select * from (
  select seq, state, received_at as "receivedAt", size, attempts, error from relay_post
  where connection_id = ${p("connectionId")} and state = '${sql.raw(state)}' and seq > ${p("after")} and size > 0
  order by seq limit ${sql.raw(String(PAGE + 1))})`;

const select = prepare<{ connectionId: string; after: number }, RelayPostItem>(sql`
  ${ofState("waiting")} union all ${ofState("parked")} order by seq limit ${sql.raw(String(PAGE + 1))}`);

/** What is kept for the inbox behind a connection, oldest first; never what it says. */
export const listRelayPosts = readVerb({
  name: "relay.posts",
  permission: "workspace:manage",
  unmasked: "team",
  input: RelayPosts,
  async run(ctx, { connectionId, after = 0 }): Promise<RelayPage> {
    const { rows } = await read(ctx, [select({ connectionId, after })]);
    const items = rows[0].slice(0, PAGE).map((row) => ({ ...row }));
    return { items, next: rows[0].length > PAGE ? (items.at(-1)?.seq ?? null) : null };
  },
});
