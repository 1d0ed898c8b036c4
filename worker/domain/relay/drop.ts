import { sql } from "drizzle-orm";
import { RELAY_AT_ONCE, type RelayChanged, RelayDrop } from "../../../shared/schemas/relay.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

/** `posts`: JSON of their numbers, null for all up to `upTo`. */
type Meant = { connectionId: string; posts: string | null; upTo: number };
const meant = sql`connection_id = ${p("connectionId")} and state in ('waiting', 'parked') and size > 0 and seq <= ${p("upTo")}
  and (${p("posts")} is null or seq in (select value from json_each(${p("posts")})))`;

/** As many as the person saw: else something came or went meanwhile. */
const requireSeen = prepare<Meant & { count: number }>(sql`
  update guard set version_fresh = (select count(*) from relay_post where ${meant}) = ${p("count")}`);

/** What is given up is kept by its name only. */
const drop = prepare<Meant & { now: number }>(sql`
  update relay_post set state = 'dropped', body = '', headers = '[]', done_at = ${p("now")}
  where seq in (select seq from relay_post where ${meant} order by seq limit ${sql.raw(String(RELAY_AT_ONCE))})`);

const answer = prepare<Meant & { count: number }, { result: string }>(sql`
  select json_object('changed', ${p("count")} - n, 'left', n) as result
  from (select count(*) as n from relay_post where ${meant})`);

/**
 * Gives up posts for good: the inbox behind us never gets them.
 *
 * @throws {Failure} STALE when not all of them are there any longer, or more are
 */
export const dropRelayed = writeVerb({
  name: "relay.drop",
  permission: "workspace:manage",
  unmasked: "team",
  input: RelayDrop,
  run(ctx, input): Promise<RelayChanged> {
    const { connectionId, what } = input;
    const these: Meant & { count: number } =
      "posts" in what
        ? {
            connectionId,
            posts: JSON.stringify(what.posts),
            upTo: Number.MAX_SAFE_INTEGER,
            count: new Set(what.posts).size,
          }
        : { connectionId, posts: null, upTo: what.upTo, count: what.count };
    return write<RelayChanged>(ctx, {
      input,
      target: connectionId,
      detail: { count: Math.min(these.count, RELAY_AT_ONCE) },
      statements: [requireSeen(these), drop({ ...these, now: ctx.now })],
      result: answer(these),
    });
  },
});
