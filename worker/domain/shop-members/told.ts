import { sql } from "drizzle-orm";
import * as v from "valibot";
import { externalId } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { listChanges } from "../changes/list-of.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** A member of the shop as other systems are told of them; money in minor units, times in UTC ms. */
export interface ShopMemberRow {
  memberNo: string;
  source: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  tier: string | null;
  storeCredit: number | null;
  currency: string | null;
  memberSince: number | null;
  sourceUpdatedAt: number;
  updatedAt: number;
  /** Who has the number, those that are not deleted. */
  contactIds: string[];
}

const memberJson = sql`json_object('memberNo', s.member_no, 'source', s.source, 'name', s.name, 'email', s.email,
  'phone', s.phone, 'tier', s.tier, 'storeCredit', s.store_credit, 'currency', s.currency,
  'memberSince', s.member_since, 'sourceUpdatedAt', s.source_updated_at, 'updatedAt', s.updated_at,
  'contactIds', (select json_group_array(id) from (
    select id from contact where member_no = s.member_no and deleted_at is null order by seq limit 50)))`;

/** Members of the shop in the order they last changed. */
export const listShopMembers = listChanges<ShopMemberRow, ShopMemberRow>(
  {
    name: "shopMembers.list",
    permission: "contact:list",
    feed: "members",
    item: memberJson,
    from: sql`join shop_member s on s.member_no = ch.id`,
  },
  (member) => member,
);

const selectMember = prepare<{ memberNo: string }, { item: string }>(sql`
  select ${memberJson} as item from shop_member s where s.member_no = ${p("memberNo")}`);

/** @throws {Failure} NOT_FOUND */
export const getShopMember = readVerb({
  name: "shopMembers.get",
  permission: "contact:list",
  input: v.object({ memberNo: externalId }),
  async run(ctx, { memberNo }): Promise<ShopMemberRow> {
    const { rows } = await read(ctx, [selectMember({ memberNo })]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return JSON.parse(item) as ShopMemberRow;
  },
});
