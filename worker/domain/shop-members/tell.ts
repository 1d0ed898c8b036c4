import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { enqueueJobs } from "../enqueue.ts";

/** The job that gives a member number to whoever has proven the member's phone. */
export const MATCH_MEMBER = "shop-member.match";

/** What a shop's member system says of a member: what is left out stays as it was, null is unset. */
export interface ShopMemberTold {
  memberNo: string;
  /** Which system says so: `cyberbiz`, `shopline`, `api`. */
  system: string;
  name?: string | null | undefined;
  email?: string | null | undefined;
  /** E.164. */
  phone?: string | null | undefined;
  tier?: string | null | undefined;
  /** In minor units of `currency`. */
  storeCredit?: number | null | undefined;
  currency?: string | null | undefined;
  /** UTC ms. */
  memberSince?: number | null | undefined;
  /**
   * When it changed there, UTC ms: an older state never overwrites a newer one. null where the system does
   * not say: it counts as the newest.
   */
  at: number | null;
}

const p = sql.placeholder;

/** Columns by their names in `ShopMemberTold`. */
const COLUMNS = {
  name: "name",
  email: "email",
  phone: "phone",
  tier: "tier",
  storeCredit: "store_credit",
  currency: "currency",
  memberSince: "member_since",
} as const;

type Values = { members: string; now: number };

const told = sql`(select value as v from json_each(${p("members")}) order by key) t`;

const insert = prepare<Values>(sql`
  insert into shop_member (member_no, source, source_updated_at, updated_at)
  select v ->> 'memberNo', v ->> 'system', 0, 0 from ${told} where true on conflict do nothing`);

const update = prepare<{ member: string; now: number }>(sql`
  update shop_member set source = t.v ->> 'system', updated_at = ${p("now")},
    source_updated_at = max(source_updated_at, coalesce(t.v ->> 'at', 0)),
    ${sql.raw(
      Object.entries(COLUMNS)
        .map(
          ([name, column]) =>
            `${column} = case when json_type(t.v, '$.${name}') is null then ${column} else t.v ->> '${name}' end`,
        )
        .join(", "),
    )}
  from (select ${p("member")} as v) t
  where member_no = t.v ->> 'memberNo' and (t.v ->> 'at' is null or source_updated_at <= t.v ->> 'at')`);

/** Open panels of those who have the number show it. */
const touchHolders = prepare<Values>(sql`
  update contact set version = version + 1, updated_at = ${p("now")}
  where deleted_at is null and member_no in (
    select s.member_no from ${told} join shop_member s on s.member_no = v ->> 'memberNo' and s.updated_at = ${p("now")})`);

/** Takes over what a member system says. Telling the same again changes nothing but when it was told. */
export function tellShopMembers(now: number, members: readonly ShopMemberTold[]): Statement[] {
  if (members.length === 0) return [];
  const inTime = members.map((member) => ({
    ...member,
    at: member.at === null ? null : Math.min(member.at, now),
  }));
  const values = { members: JSON.stringify(inTime), now };
  const numbers = [...new Set(members.map(({ memberNo }) => memberNo))];
  return [
    insert(values),
    ...inTime.map((member) => update({ member: JSON.stringify(member), now })),
    touchHolders(values),
    enqueueJobs(
      now,
      numbers.map((memberNo) => ({
        kind: MATCH_MEMBER,
        key: `${MATCH_MEMBER}/${memberNo}`,
        payload: { memberNo },
      })),
    ),
  ];
}
