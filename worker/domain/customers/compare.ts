import { sql } from "drizzle-orm";
import { asRegion, displayPhone } from "../../../shared/phone.ts";
import {
  type ComparedContact,
  type Comparison,
  CustomersCompare,
} from "../../../shared/schemas/customers.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { type Secret, secretsOf } from "../masking/policy.ts";
import { readVerb } from "../verb.ts";
import { seenOf } from "./seen.ts";
import { authorName } from "./why.ts";

const p = sql.placeholder;

const contactsOf = (side: "me" | "other") =>
  jsonArrayOf(sql`
  select json_object('contactId', c.id, 'kind', ch.kind, 'account', ch.name, 'name', c.name,
    'externalId', c.external_id, 'memberNo', c.member_no, 'email', c.email, 'phone', c.phone,
    'lastCustomerAt', c.last_customer_at) as item
  from contact c join channel ch on ch.id = c.channel_id
  where c.customer_id = ${sql.raw(side)}.customer_id and c.deleted_at is null
  order by c.last_customer_at desc, c.seq`);

interface Row {
  seen: string;
  same: 0 | 1;
  kept: string;
  moved: string;
  apart: string | null;
  secrets: string | null;
  region: string | null;
}

const select = prepare<{ contactId: string; otherId: string }, Row>(sql`
  select ${seenOf(sql`me`)} || '|' || ${seenOf(sql`other`)} as seen, me.customer_id = other.customer_id as same,
    ${contactsOf("me")} as kept, ${contactsOf("other")} as moved,
    (select json_object('at', t.at, 'byName', ${authorName(sql`t.author_id`)})
      from contact x join told_apart t on t.contact_id = x.id join contact y on y.id = t.other_id
      where x.customer_id = me.customer_id and y.customer_id = other.customer_id order by t.at desc limit 1) as apart,
    case when exists (select 1 from setting where name = 'masking') then ${secretsOf(sql`other.id`)} end as secrets,
    (select value from setting where name = 'defaultRegion') as region
  from contact me join contact other on other.id = ${p("otherId")} and other.deleted_at is null
  where me.id = ${p("contactId")} and me.deleted_at is null`);

/**
 * Two customers side by side, before they are merged: whose contacts stay and whose move.
 *
 * @throws {Failure} NOT_FOUND
 */
export const compareCustomers = readVerb({
  name: "customers.compare",
  permission: "customer:merge",
  input: CustomersCompare,
  async run(ctx, input): Promise<Comparison> {
    const { rows } = await read(ctx, [select(input)]);
    const [row] = rows[0];
    if (!row) throw new Failure("NOT_FOUND");
    ctx.policy.secrets.push(...(JSON.parse(row.secrets ?? "[]") as Secret[]));
    const region = asRegion(JSON.parse(row.region ?? "null"));
    const side = (text: string): ComparedContact[] =>
      (JSON.parse(text) as (ComparedContact & { phone: string | null })[]).map(({ phone, ...contact }) => ({
        ...contact,
        phoneDisplay: phone === null ? null : displayPhone(phone, region),
      }));
    return {
      seen: row.seen,
      same: row.same === 1,
      kept: side(row.kept),
      moved: side(row.moved),
      apart: JSON.parse(row.apart ?? "null") as Comparison["apart"],
    };
  },
});
