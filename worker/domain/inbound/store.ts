import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { groupCommit } from "../group.ts";
import { type RelayedPost, relayPosts } from "../relay/post.ts";

/** One provider event as it arrived; `dedupeKey` is the provider's name for it. */
export interface Arrival {
  dedupeKey: string;
  payload: string;
}

/** What one post brought, and the version of the connection whose secret verified it. */
export interface Post {
  connectionId: string;
  updatedAt: number;
  arrivals: Arrival[];
  /** The post itself, where it is passed on to an inbox behind us. */
  relayed?: RelayedPost | null;
}

const p = sql.placeholder;

const selectVersions = prepare<{ ids: string }, { id: string; updatedAt: number }>(sql`
  select c.id, c.updated_at as "updatedAt" from json_each(${p("ids")}) j join connection c on c.id = j.value
  where c.state <> 'disabled'`);

const insertArrivals = prepare<{ posts: string; now: number }>(sql`
  insert into inbound_event (connection_id, dedupe_key, payload, received_at)
  select c.id, a.value ->> 'dedupeKey', a.value ->> 'payload', ${p("now")}
  from json_each(${p("posts")}) j join connection c on c.id = j.value ->> 'connectionId'
    and c.updated_at = j.value ->> 'updatedAt' and c.state <> 'disabled'
  join json_each(j.value, '$.arrivals') a
  where true on conflict (connection_id, dedupe_key) do nothing`);

/** A post and when it came, UTC ms. */
interface Arrived {
  post: Post;
  now: number;
}

const storeInGroup = groupCommit<Arrived, "stored" | "changed">({
  most: { items: 250, size: 1_000_000 },
  sizeOf: ({ post }) =>
    post.arrivals.reduce((sum, { payload }) => sum + payload.length, post.relayed?.body.length ?? 0),
  async store(db, group) {
    const ids = [...new Set(group.map(({ post }) => post.connectionId))];
    const now = Math.max(...group.map((arrived) => arrived.now));
    const versions = selectVersions({ ids: JSON.stringify(ids) });
    const posts = group.flatMap(({ post: { connectionId, updatedAt, arrivals } }) =>
      arrivals.length > 0 ? [{ connectionId, updatedAt, arrivals }] : [],
    );
    const passedOn = group.flatMap(({ post: { connectionId, updatedAt, relayed } }) =>
      relayed ? [{ connectionId, updatedAt, ...relayed }] : [],
    );
    const [first] =
      posts.length + passedOn.length > 0
        ? await db.write([
            versions,
            ...(posts.length > 0 ? [insertArrivals({ posts: JSON.stringify(posts), now })] : []),
            ...(passedOn.length > 0 ? [relayPosts(now, passedOn)] : []),
          ])
        : await db.read([versions]);
    const current = new Map(first ? versions.decode(first).map(({ id, updatedAt }) => [id, updatedAt]) : []);
    return group.map(({ post }) =>
      current.get(post.connectionId) === post.updatedAt ? "stored" : "changed",
    );
  },
});

/**
 * Makes a post durable, together with others that came in meanwhile. An event that is there already is
 * left as it is.
 *
 * @returns `changed` when the connection is no longer what verified the post: nothing of it was stored
 */
export const storePost = (db: Database, post: Post, now: number): Promise<"stored" | "changed"> =>
  storeInGroup(db, { post, now });
