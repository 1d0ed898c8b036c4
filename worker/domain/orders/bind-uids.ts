import { sql } from "drizzle-orm";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";
import { recordBinding } from "../bindings/record.ts";

const p = sql.placeholder;

const AT_ONCE = 50;

/**
 * Whose contact is certain: the uid is an id of the one channel the shop's connection names, since a LINE
 * id means one person only among the channels of one provider.
 */
const selectCertain = prepare<
  { limit: number },
  { source: string; provider: string; uid: string; memberNo: string; at: number; contactId: string }
>(sql`
  select u.source, u.provider, u.uid, u.member_no as "memberNo", u.at, c.id as "contactId"
  from shop_uid u join connection n on n.id = u.source and n.state <> 'disabled'
  join channel h on h.id = n.settings ->> '$.lineChannelId' and h.kind = u.provider
  join contact c on c.channel_id = h.id and c.external_id = u.uid and c.deleted_at is null
  where u.bound_at is null limit ${p("limit")}`);

const markBound = prepare<{ source: string; provider: string; uid: string; at: number; now: number }>(sql`
  update shop_uid set bound_at = ${p("now")}
  where source = ${p("source")} and provider = ${p("provider")} and uid = ${p("uid")} and at = ${p("at")}`);

const guardSystem = prepare(sql`
  insert or replace into guard (id, actor_kind, session_live, right_held) values (1, 'system', 1, 1)`)({});

/**
 * Binds contacts to the member numbers their shop knows them by. What is no customer yet waits.
 *
 * @returns whether there may be more
 */
export async function bindKnownUids(db: Database, now: number): Promise<boolean> {
  const statement = selectCertain({ limit: AT_ONCE });
  const [result] = await db.read([statement]);
  const found = result ? statement.decode(result) : [];
  if (found.length === 0) return false;
  await db.write([
    guardSystem,
    ...found.flatMap(({ source, provider, uid, memberNo, at, contactId }) => [
      ...recordBinding(now, {
        contactId,
        kind: "social",
        state: "bound",
        how: "line_login",
        memberNo,
        at,
        by: "customer",
      }),
      markBound({ source, provider, uid, at, now }),
    ]),
  ]);
  return found.length === AT_ONCE;
}
