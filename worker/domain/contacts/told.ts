import { type SQL, sql } from "drizzle-orm";
import type { ChannelKind } from "../../../shared/channels.ts";
import type { AttributeItem } from "../../../shared/schemas/attributes.ts";
import type { TagOnContact } from "../../../shared/schemas/panel.ts";
import { attributesOf } from "../attributes/item.ts";
import { jsonArrayOf } from "../../db/json.ts";
import { ABSORBED } from "./absorb.ts";
import { tagsOf } from "../tags/on-contact.ts";

/** A contact as other systems are told of it; times in UTC ms. */
export interface ContactTold {
  id: string;
  channelId: string;
  channelKind: ChannelKind;
  externalId: string;
  customerId: string;
  /** Contacts of the same channel that proved to be this one, and are gone. */
  formerIds: string[];
  conversationId: string | null;
  name: string | null;
  email: string | null;
  phone: string | null;
  memberNo: string | null;
  pictureUrl: string | null;
  subscription: "subscribed" | "unsubscribed_by_team" | "unsubscribed_by_customer";
  active: boolean;
  lastCustomerAt: number | null;
  lastMarketingAt: number | null;
  lastTeamAt: number | null;
  lastCheckoutAt: number | null;
  createdAt: number;
  updatedAt: number;
  version: number;
  tags: TagOnContact[];
  /** Those that have a value. */
  attributes: Pick<AttributeItem, "id" | "name" | "type" | "value">[];
}

/** From `contact c`. The databases know no booleans: `active` is 0 or 1, and unset attributes are in it. */
export const contactJson: SQL = sql`json_object(
  'id', c.id, 'channelId', c.channel_id, 'channelKind', (select kind from channel where id = c.channel_id),
  'externalId', c.external_id, 'customerId', c.customer_id, 'formerIds', (select json_group_array(r.evidence ->> 'contact') from identity_record r
    where r.contact_id = c.id and r.evidence ->> 'kind' = '${sql.raw(ABSORBED)}'),
  'conversationId', (select id from conversation where contact_id = c.id),
  'name', c.name, 'email', c.email, 'phone', c.phone, 'memberNo', c.member_no, 'pictureUrl', c.picture_url,
  'subscription', case when c.unsubscribed_by_customer_at is not null then 'unsubscribed_by_customer'
    when c.unsubscribed_by_team_at is not null then 'unsubscribed_by_team' else 'subscribed' end,
  'active', c.blocked_at is null,
  'lastCustomerAt', c.last_customer_at, 'lastMarketingAt', c.last_marketing_at, 'lastTeamAt', c.last_team_at,
  'lastCheckoutAt', c.last_checkout_at, 'createdAt', c.created_at, 'updatedAt', c.updated_at,
  'version', c.version, 'tags', ${jsonArrayOf(tagsOf(sql`c.id`))},
  'attributes', ${jsonArrayOf(attributesOf(sql`c.id`))})`;

export type ContactRow = Omit<ContactTold, "active" | "attributes"> & {
  active: 0 | 1;
  attributes: AttributeItem[];
};

export const contactOf = ({ active, attributes, ...row }: ContactRow): ContactTold => ({
  ...row,
  active: active === 1,
  attributes: attributes
    .filter(({ value }) => value !== null)
    .map(({ id, name, type, value }) => ({ id, name, type, value })),
});
