import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";

/** A post as it was received, to be passed on to the inbox behind us. */
export interface RelayedPost {
  /** The same for what a provider sends again. */
  dedupeKey: string;
  /** The bytes as a text: they are UTF-8. */
  body: string;
  headers: [name: string, value: string][];
  /** Bytes of the body. */
  size: number;
}

/** A `RelayedPost` with the connection it came to, and the version of it that verified the post. */
export interface RelayedOf extends RelayedPost {
  connectionId: string;
  updatedAt: number;
}

const p = sql.placeholder;

/**
 * Puts posts at the end of their connection's line, where it has one. What is there already stays as it
 * is; only what the inbox never got, parked or dropped, stands in line again when the provider repeats it.
 */
const insert = prepare<{ posts: string; now: number }>(sql`
  insert into relay_post (connection_id, dedupe_key, state, body, headers, size, received_at, waits_since)
  select c.id, j.value ->> 'dedupeKey', 'waiting', j.value ->> 'body', j.value -> 'headers', j.value ->> 'size',
    ${p("now")}, ${p("now")}
  from json_each(${p("posts")}) j
  join connection c on c.id = j.value ->> 'connectionId' and c.updated_at = j.value ->> 'updatedAt'
    and c.state <> 'disabled'
  join relay r on r.connection_id = c.id and r.url is not null
  where true order by j.key
  on conflict (connection_id, dedupe_key) do update set state = 'waiting', body = excluded.body,
    headers = excluded.headers, size = excluded.size, attempts = 0, error = null, done_at = null,
    waits_since = excluded.waits_since
  where relay_post.state in ('parked', 'dropped')`);

/** For the batch that stores what the posts bring. */
export const relayPosts = (now: number, posts: readonly RelayedOf[]) =>
  insert({ posts: JSON.stringify(posts), now });
