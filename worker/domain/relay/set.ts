import { sql } from "drizzle-orm";
import { ConnectionSetRelay, RELAYED_KINDS } from "../../../shared/schemas/relay.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { requireCallable } from "../connections/callable.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { OFF, PARKED_AT_ONCE } from "./line.ts";

const p = sql.placeholder;

const requireRelayable = prepare<{ connectionId: string }>(sql`
  update guard set target_found = exists (select 1 from connection where id = ${p("connectionId")}
    and state <> 'disabled' and kind in (${sql.raw(RELAYED_KINDS.map((kind) => `'${kind}'`).join(", "))}))`);

const set = prepare<{ connectionId: string; url: string | null; now: number }>(sql`
  insert into relay (connection_id, url, updated_at) values (${p("connectionId")}, ${p("url")}, ${p("now")})
  on conflict (connection_id) do update set url = excluded.url, attempts = 0, retry_at = 0, error = null,
    failing_since = null, updated_at = excluded.updated_at`);

/** Whoever keeps the connection must read it anew before the next post. */
const touchConnection = prepare<{ connectionId: string; now: number }>(sql`
  update connection set updated_at = max(${p("now")}, updated_at + 1) where id = ${p("connectionId")}`);

/** Asks the inbox whether it is there, before the first post comes. */
const greet = prepare<{ connectionId: string; key: string; now: number }>(sql`
  insert into relay_post (connection_id, dedupe_key, state, body, headers, size, received_at, waits_since)
  values (${p("connectionId")}, ${p("key")}, 'waiting', '', '[]', 0, ${p("now")}, ${p("now")})`);

const forgetGreetings = prepare<{ connectionId: string }>(sql`
  delete from relay_post where connection_id = ${p("connectionId")} and state = 'waiting' and body = ''`);

/** The first of them; whoever passes on parks the rest. */
const parkFirst = prepare<{ connectionId: string; now: number }>(sql`
  update relay_post set state = 'parked', error = '${sql.raw(OFF)}', done_at = ${p("now")} where seq in (
    select seq from relay_post where connection_id = ${p("connectionId")} and state = 'waiting'
    order by seq limit ${PARKED_AT_ONCE})`);

/**
 * Names the inbox behind a connection: from the next post on what comes in goes on to it, and what waits
 * does too. Without one, what waits is parked.
 *
 * @throws {Failure} ADDRESS_NOT_ALLOWED; NOT_FOUND when there is no such connection in use, or its kind has
 *   none behind it
 */
export const setRelay = writeVerb({
  name: "connections.setRelay",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionSetRelay,
  async run(ctx, input): Promise<void> {
    const { connectionId, url } = input;
    if (url !== null) requireCallable({ url });
    const { now } = ctx;
    return write(ctx, {
      input,
      target: connectionId,
      // Its path may be a secret.
      detail: { host: url === null ? null : new URL(url).host },
      statements: [
        requireRelayable({ connectionId }),
        set({ connectionId, url, now }),
        touchConnection({ connectionId, now }),
        forgetGreetings({ connectionId }),
        url === null
          ? parkFirst({ connectionId, now })
          : greet({ connectionId, key: `greeting/${newId(now)}`, now }),
      ],
    });
  },
});
