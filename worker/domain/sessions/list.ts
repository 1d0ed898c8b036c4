import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { SessionItem } from "../../../shared/schemas/members.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { accessHashOf } from "./own.ts";

const p = sql.placeholder;

const selectOwn = prepare<
  { accessHash: string; now: number },
  Omit<SessionItem, "current"> & { current: number }
>(sql`
  select s.id, s.client, s.user_agent as "userAgent", s.created_at as "createdAt", s.last_seen_at as "lastSeenAt",
    s.id = own.id as current
  from session own join session s on s.member_id = own.member_id
  where own.access_hash = ${p("accessHash")} and s.revoked_at is null and s.expires_at > ${p("now")}
  order by s.last_seen_at desc, s.id desc limit 100`);

/** The member's own live sessions, newest first, at most 100. */
export const listSessions = readVerb({
  name: "sessions.list",
  permission: "self",
  unmasked: "team",
  input: v.optional(v.object({}), {}),
  async run(ctx): Promise<SessionItem[]> {
    const { rows } = await read(ctx, [selectOwn({ accessHash: accessHashOf(ctx), now: ctx.now })]);
    return rows[0].map((row) => ({ ...row, current: row.current === 1 }));
  },
});
