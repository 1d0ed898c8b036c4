import { sql } from "drizzle-orm";
import { RELAY_AT_ONCE, type RelayChanged, RelayResend } from "../../../shared/schemas/relay.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireRelay = prepare<{ connectionId: string }>(sql`
  update guard set target_found = exists (select 1 from relay where connection_id = ${p("connectionId")}
    and url is not null)`);

/** `posts`: JSON of their numbers; null for the oldest. */
const putBack = prepare<{ connectionId: string; posts: string | null; now: number }>(sql`
  update relay_post set state = 'waiting', attempts = 0, error = null, done_at = null, waits_since = ${p("now")}
  where seq in (
    select seq from relay_post where connection_id = ${p("connectionId")} and state = 'parked'
      and (${p("posts")} is null or seq in (select value from json_each(${p("posts")})))
    order by seq limit ${sql.raw(String(RELAY_AT_ONCE))})`);

/** At once: whoever asks has mended what was wrong. */
const hurry = prepare<{ connectionId: string }>(sql`
  update relay set attempts = 0, retry_at = 0 where connection_id = ${p("connectionId")}`);

const answer = prepare<{ connectionId: string; now: number }, { result: string }>(sql`
  select json_object(
    'changed', (select count(*) from relay_post where connection_id = ${p("connectionId")} and state = 'waiting'
      and waits_since = ${p("now")} and received_at < ${p("now")}),
    'left', (select count(*) from (select 1 from relay_post where connection_id = ${p("connectionId")}
      and state = 'parked' limit 100000))) as result`);

/**
 * Puts what was parked back in line, where it stood, and tries what waits at once.
 *
 * @throws {Failure} NOT_FOUND when there is no inbox behind the connection
 */
export const resendRelayed = writeVerb({
  name: "relay.resend",
  permission: "workspace:manage",
  unmasked: "team",
  input: RelayResend,
  run(ctx, input): Promise<RelayChanged> {
    const { connectionId, posts } = input;
    const { now } = ctx;
    return write<RelayChanged>(ctx, {
      input,
      target: connectionId,
      detail: { posts: posts?.length ?? "all" },
      statements: [
        requireRelay({ connectionId }),
        putBack({ connectionId, posts: posts ? JSON.stringify(posts) : null, now }),
        hurry({ connectionId }),
      ],
      result: answer({ connectionId, now }),
    });
  },
});
