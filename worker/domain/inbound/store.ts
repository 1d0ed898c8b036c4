import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

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

/** Bounds one batch, so that no call holds the event loop for long. */
const MAX_POSTS = 250;
const MAX_CHARACTERS = 1_000_000;
/**
 * Lets posts that came in together be stored together: an embedded file answers without ever waiting.
 * When the disk is slow, as long as the last group took, so that at most half the time goes to commits.
 */
const GATHER_MS = { least: 2, most: 12 };

interface Waiting {
  post: Post;
  now: number;
  size: number;
  done(outcome: "stored" | "changed"): void;
  failed(error: unknown): void;
}

/** On the edge every request has its own `Database`, so nothing is shared between requests there. */
const queues = new WeakMap<Database, { waiting: Waiting[]; running: boolean }>();

/**
 * Makes a post durable. Posts that wait while others are being written become one batch: one commit for
 * all of them. An event that is there already is left as it is.
 *
 * @returns `changed` when the connection is no longer what verified the post: nothing of it was stored
 */
export function storePost(db: Database, post: Post, now: number): Promise<"stored" | "changed"> {
  return new Promise((done, failed) => {
    const size = post.arrivals.reduce((sum, { payload }) => sum + payload.length, 0);
    const queue = queues.get(db) ?? { waiting: [], running: false };
    queues.set(db, queue);
    queue.waiting.push({ post, now, size, done, failed });
    if (queue.running) return;
    queue.running = true;
    void drain(db, queue);
  });
}

async function drain(db: Database, queue: { waiting: Waiting[]; running: boolean }): Promise<void> {
  let took: number = GATHER_MS.least;
  while (queue.waiting.length > 0) {
    const pause = Math.min(Math.max(took, GATHER_MS.least), GATHER_MS.most);
    await new Promise((resolve) => setTimeout(resolve, pause));
    const started = performance.now();
    await storeGroup(db, takeGroup(queue.waiting));
    took = performance.now() - started;
  }
  queue.running = false;
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let characters = 0;
  let count = 0;
  for (const { size } of waiting) {
    characters += size;
    if (count > 0 && (count >= MAX_POSTS || characters > MAX_CHARACTERS)) break;
    count++;
  }
  return waiting.splice(0, count);
}

async function storeGroup(db: Database, group: Waiting[]): Promise<void> {
  try {
    const ids = [...new Set(group.map(({ post }) => post.connectionId))];
    const now = Math.max(...group.map((waiting) => waiting.now));
    const versions = selectVersions({ ids: JSON.stringify(ids) });
    const posts = group.map(({ post }) => post).filter(({ arrivals }) => arrivals.length > 0);
    const [first] =
      posts.length > 0
        ? await db.write([versions, insertArrivals({ posts: JSON.stringify(posts), now })])
        : await db.read([versions]);
    const current = new Map(first ? versions.decode(first).map(({ id, updatedAt }) => [id, updatedAt]) : []);
    for (const { post, done } of group) {
      done(current.get(post.connectionId) === post.updatedAt ? "stored" : "changed");
    }
  } catch (error) {
    for (const { failed } of group) failed(error);
  }
}
