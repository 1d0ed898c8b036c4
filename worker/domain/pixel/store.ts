import { sql } from "drizzle-orm";
import { prepare } from "../../db/statement.ts";
import { enqueueJobs, type NewJob } from "../enqueue.ts";
import { groupCommit } from "../group.ts";
import { moduleOn } from "../guards.ts";
import { leavePages, seePages, sweepJob } from "../presence/store.ts";
import type { PixelPost } from "./post.ts";
import { purgeJob } from "./purge.ts";
import { standing } from "./standing.ts";

/** A batch, when it came, and the version of the connection that let it in. */
export interface Arrived {
  post: PixelPost;
  connectionId: string;
  updatedAt: number;
  now: number;
}

/** `changed`: the connection is no longer what let it in. `off`: the workspace has the pixel switched off. */
export type Stored = "stored" | "changed" | "off";

const p = sql.placeholder;

const selectStanding = prepare<{ ids: string }, { id: string; updatedAt: number; isOn: number }>(sql`
  select c.id, c.updated_at as "updatedAt", ${moduleOn("pixel")} as "isOn"
  from json_each(${p("ids")}) j join connection c on c.id = j.value and c.state <> 'disabled'`);

const upsertVisitors = prepare<{ rows: string }>(sql`
  insert into visitor (id, first_seen_at, last_seen_at)
  select j.value ->> 'visitor', j.value ->> 'now', j.value ->> 'now' from json_each(${p("rows")}) j ${standing}
  where true on conflict (id) do update set last_seen_at = max(last_seen_at, excluded.last_seen_at)`);

/** Who one visitor is (nobody, once they logged out) or whom they chat as, by the shop's word. */
const knowVisitor = prepare<{ rows: string }>(sql`
  update visitor set
    identified_at = case when t.is_identity then t.signed_at else identified_at end,
    member_no = case when t.is_identity then t.member_no else visitor.member_no end, contact_id = coalesce(t.contact_id, visitor.contact_id)
  from (
    select j.value ->> 'visitor' as id, json_type(j.value, '$.identity') is not null as is_identity,
      j.value ->> '$.identity.memberNo' as member_no, j.value ->> '$.identity.signedAt' as signed_at, (
      select case when count(*) = 1 then min(k.id) end from contact k join channel h on h.id = k.channel_id
      where h.kind = 'website' and k.external_id = j.value ->> 'chat' and k.deleted_at is null) as contact_id
    from json_each(${p("rows")}) j ${standing}) t
  where t.id = visitor.id`);

const insertEvents = prepare<{ rows: string }>(sql`
  insert into pixel_event (visitor_id, event_id, kind, data, at, received_at, waiting)
  select j.value ->> 'visitor', e.value ->> 'id', e.value ->> 'kind', e.value ->> 'data', e.value ->> 'at',
    j.value ->> 'now', e.value ->> 'waiting'
  from json_each(${p("rows")}) j ${standing} join json_each(j.value, '$.events') e
  where true on conflict (visitor_id, event_id) do nothing`);

/**
 * Makes a visitor's batch durable, together with others that came in meanwhile. An event that is there
 * already is left as it is; what events mean is worked out behind the answer.
 */
export const storePixelPost = groupCommit<Arrived, Stored>({
  most: { items: 250, size: 1_000_000 },
  sizeOf: ({ post }) => post.events.reduce((sum, { data }) => sum + data.length, 0),
  async store(db, group) {
    const rows = group.map(({ post, ...arrived }) => ({ ...arrived, ...post }));
    const json = JSON.stringify(rows);
    const ids = JSON.stringify([...new Set(group.map(({ connectionId }) => connectionId))]);
    const now = Math.max(...group.map((arrived) => arrived.now));
    const known = [
      ...lastOfEach(rows.filter(({ identity }) => identity !== undefined)).map((row) => ({
        ...row,
        chat: null,
      })),
      ...lastOfEach(rows.filter(({ chat }) => chat !== null)).map((row) => ({ ...row, identity: undefined })),
    ];
    const here = lastOfEach(rows.filter((row) => row.here !== null));
    const left = lastOfEach(rows.filter((row) => row.left));
    const jobs: NewJob[] = [purgeJob(now), ...(here.length > 0 ? [sweepJob(now)] : [])];
    const standingNow = selectStanding({ ids });
    const [first] = await db.write([
      standingNow,
      upsertVisitors({ rows: json }),
      ...known.map((row) => knowVisitor({ rows: JSON.stringify([row]) })),
      insertEvents({ rows: json }),
      ...(here.length > 0 ? seePages(JSON.stringify(here), now) : []),
      ...(left.length > 0 ? leavePages(JSON.stringify(left), now) : []),
      enqueueJobs(now, jobs),
    ]);
    const found = new Map((first ? standingNow.decode(first) : []).map((row) => [row.id, row]));
    return group.map(({ connectionId, updatedAt }) => {
      const row = found.get(connectionId);
      if (row?.isOn === 0) return "off";
      return row?.updatedAt === updatedAt ? "stored" : "changed";
    });
  },
});

/** A visitor's later word of one group stands for the earlier ones. */
function lastOfEach<Row extends { visitor: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.visitor, row])).values()];
}
