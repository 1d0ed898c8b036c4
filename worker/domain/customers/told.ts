import { sql } from "drizzle-orm";
import * as v from "valibot";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { listChanges } from "../changes/list-of.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";

const p = sql.placeholder;

/** A person: what their contacts have, the newest value of each field. Times in UTC ms. */
export interface CustomerTold {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  memberNo: string | null;
  contactIds: string[];
  /** Each with the sum of its applications in all channels. */
  tags: { id: string; name: string; count: number; lastAt: number }[];
  lastCustomerAt: number | null;
  lastMarketingAt: number | null;
  lastTeamAt: number | null;
  lastCheckoutAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** More contacts than a person has. */
const CONTACTS = 100;

const ofCustomer = sql`c.customer_id = k.id and c.deleted_at is null`;

/** The value a person's contact got last; one that was taken away does not hide another's. */
const newest = (field: "name" | "email" | "phone" | "member_no") => sql`(
  select c.${sql.raw(field)} from contact c
  left join contact_value w on w.id = (select id from contact_value
    where contact_id = c.id and field = ${sql.raw(`'${field}'`)} order by at desc, id desc limit 1)
  where ${ofCustomer} and c.${sql.raw(field)} is not null order by w.at desc, c.seq desc limit 1)`;

const latest = (column: string) => sql`(select max(c.${sql.raw(column)}) from contact c where ${ofCustomer})`;

const customerJson = sql`json_object('id', k.id, 'name', ${newest("name")}, 'email', ${newest("email")},
  'phone', ${newest("phone")}, 'memberNo', ${newest("member_no")},
  'contactIds', (select json_group_array(id) from (
    select c.id from contact c where ${ofCustomer} order by c.seq limit ${sql.raw(String(CONTACTS))})),
  'tags', (select json_group_array(json_object('id', id, 'name', name, 'count', n, 'lastAt', last_at)) from (
    select t.id, t.name, sum(ct.count) as n, max(ct.last_at) as last_at from contact c
    join contact_tag ct on ct.contact_id = c.id and ct.present = 1 join tag t on t.id = ct.tag_id
    where ${ofCustomer} group by t.id order by last_at desc, t.id desc limit 200)),
  'lastCustomerAt', ${latest("last_customer_at")}, 'lastMarketingAt', ${latest("last_marketing_at")},
  'lastTeamAt', ${latest("last_team_at")}, 'lastCheckoutAt', ${latest("last_checkout_at")},
  'createdAt', k.created_at, 'updatedAt', ${latest("updated_at")})`;

const somebody = sql`exists (select 1 from contact c where ${ofCustomer})`;

/** Customers in the order they, or contacts of theirs, last changed. One without contacts is nobody. */
export const listCustomers = listChanges<CustomerTold, CustomerTold>(
  {
    name: "customers.list",
    permission: "contact:list",
    feed: "customers",
    item: customerJson,
    from: sql`join customer k on k.id = ch.id and ${somebody}`,
  },
  (customer) => customer,
);

const selectCustomer = prepare<{ customerId: string }, { item: string }>(sql`
  select ${customerJson} as item from customer k where k.id = ${p("customerId")} and ${somebody}`);

/** @throws {Failure} NOT_FOUND */
export const getCustomer = readVerb({
  name: "customers.get",
  permission: "contact:list",
  input: v.object({ customerId: id }),
  async run(ctx, { customerId }): Promise<CustomerTold> {
    const { rows } = await read(ctx, [selectCustomer({ customerId })]);
    const item = rows[0][0]?.item;
    if (item === undefined) throw new Failure("NOT_FOUND");
    return JSON.parse(item) as CustomerTold;
  },
});
