import { type SQL, sql } from "drizzle-orm";
import { memberNoOf } from "../customers/person.ts";
import { moduleOn } from "../guards.ts";
import { memberByPhone, provenPhone } from "../member-numbers/claim.ts";

/** A ShopMemberItem as JSON, of the shop_member row `s`. */
export const shopMemberItem: SQL = sql`json_object(
  'memberNo', s.member_no, 'name', s.name, 'tier', s.tier, 'storeCredit', s.store_credit, 'currency', s.currency,
  'since', s.member_since, 'source', s.source, 'at', s.source_updated_at)`;

/** The CrmView of a contact row as JSON; null while the module is off. */
export const crmOf = (contact: SQL): SQL => sql`
  (case when ${moduleOn("crm")} then (
    select json_object(
      'member', (select ${shopMemberItem} from shop_member s where s.member_no = ${memberNoOf(contact)}),
      'suggested', json(case when found.member_no is not null and found.member_no is not ${contact}.member_no
        then json_object('memberNo', found.member_no) end))
    from (select ${memberByPhone(provenPhone(sql`${contact}.id`))} as member_no) found) end)`;
