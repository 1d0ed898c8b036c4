import { type SQL, sql } from "drizzle-orm";
import type { MaskKind } from "../../../shared/masking.ts";

/** A value that must not show, and what it is. */
export type Secret = readonly [kind: MaskKind, value: string];

/**
 * What an answer must not hold for whoever acts. The batch that reads or writes fills it in; the verb's
 * edge applies it (see mask.ts).
 */
export interface MaskPolicy {
  kinds: readonly MaskKind[];
  secrets: Secret[];
}

export const nothingMasked = (): MaskPolicy => ({ kinds: [], secrets: [] });

/** What `role` (SQL) sees masked, as JSON; null when that is nothing. */
export const masksOfRole = (role: SQL): SQL => sql`
  (select json_extract(k.value, '$.' || ${role}) from setting k where k.name = 'masking')`;

/** The newest of them are enough: what is older shows nowhere either. */
const MOST = 300;

/**
 * Every phone, email and id this person has or had, in any of their channels, as JSON `[kind, value]`:
 * wherever one of them is written, in a note or a name, it is masked too. Null while nobody sees anything
 * masked, and then not looked for.
 */
export const secretsOf = (contactId: SQL): SQL => sql`
  (select json_group_array(json_array(kind, value)) from (
    with person as materialized (
      select s.id, s.phone, s.email, s.external_id, s.member_no from contact s
      where s.customer_id = (select customer_id from contact where id = ${contactId}) limit 50)
    select 'phone' as kind, phone as value from person where phone is not null
    union select 'email', email from person where email is not null
    union select 'id', external_id from person
    union select 'id', a.external_id from person join contact_alias a on a.contact_id = person.id
    union select 'id', member_no from person where member_no is not null
    union select replace(h.field, 'member_no', 'id'), h.value from person join contact_value h on h.contact_id = person.id
      where h.field in ('phone', 'email', 'member_no') and h.value is not null
    union select 'phone', b.phone from person join shop_member b on b.member_no = person.member_no where b.phone is not null
    union select 'email', b.email from person join shop_member b on b.member_no = person.member_no where b.email is not null
    limit ${sql.raw(String(MOST))}))`;

/** Takes in what a batch found out: JSON, or null for nothing. */
export function learn(policy: MaskPolicy, { masks, secrets }: { masks?: unknown; secrets?: unknown }): void {
  if (typeof masks === "string") policy.kinds = JSON.parse(masks) as MaskKind[];
  if (typeof secrets === "string") policy.secrets.push(...(JSON.parse(secrets) as Secret[]));
}
