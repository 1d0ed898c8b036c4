import * as v from "valibot";
import { CHANNEL_KINDS } from "../channels.ts";
import { ATTRIBUTE_TYPES } from "./attributes.ts";

/** What the Contact API answers with: documented from these, and tests hold every answer against them. */

const id = v.string();
const text = v.nullable(v.string());
const time = v.pipe(v.string(), v.isoTimestamp());
const maybeTime = v.nullable(time);
const money = v.pipe(v.string(), v.regex(/^-?\d+(\.\d+)?$/));

export const Tag = v.strictObject({ id, name: v.string(), count: v.number(), last_at: time });

const times = {
  last_customer_at: maybeTime,
  last_marketing_at: maybeTime,
  last_team_at: maybeTime,
  last_checkout_at: maybeTime,
  created_at: time,
  updated_at: time,
};

export const Contact = v.strictObject({
  id,
  channel_id: id,
  channel_kind: v.picklist(CHANNEL_KINDS),
  external_id: v.string(),
  customer_id: id,
  former_ids: v.array(id),
  conversation_id: v.nullable(id),
  name: text,
  email: text,
  phone: text,
  member_no: text,
  picture_url: text,
  subscription: v.picklist(["subscribed", "unsubscribed_by_team", "unsubscribed_by_customer"]),
  active: v.boolean(),
  ...times,
  version: v.number(),
  tags: v.array(Tag),
  attributes: v.array(
    v.strictObject({
      id,
      name: v.string(),
      type: v.picklist(ATTRIBUTE_TYPES),
      value: v.union([v.string(), v.number(), v.boolean()]),
    }),
  ),
});

export const Customer = v.strictObject({
  id,
  name: text,
  email: text,
  phone: text,
  member_no: text,
  contact_ids: v.array(id),
  tags: v.array(Tag),
  ...times,
});

export const Channel = v.strictObject({
  id,
  kind: v.picklist(CHANNEL_KINDS),
  account_id: v.string(),
  name: v.string(),
});

export const Attribute = v.strictObject({
  id,
  name: v.string(),
  type: v.picklist(ATTRIBUTE_TYPES),
  created_at: time,
  archived_at: maybeTime,
});

export const TagFrequencyOf = v.strictObject({
  tag_id: id,
  name: v.string(),
  count: v.number(),
  present: v.boolean(),
});

export const Member = v.strictObject({
  member_no: v.string(),
  source: v.string(),
  name: text,
  email: text,
  phone: text,
  tier: text,
  store_credit: v.nullable(money),
  currency: text,
  member_since: maybeTime,
  source_updated_at: time,
  updated_at: time,
  contact_ids: v.array(id),
});

const Line = v.strictObject({
  name: v.string(),
  quantity: v.number(),
  price: v.nullable(money),
  picture_url: text,
});

const cart = {
  id,
  source: v.string(),
  external_id: v.string(),
  member_no: text,
  items: v.array(Line),
  total: money,
  currency: v.string(),
  url: text,
  source_updated_at: time,
  updated_at: time,
};
export const Cart = v.strictObject(cart);
export const Order = v.strictObject({
  ...cart,
  number: v.string(),
  email: text,
  phone: text,
  status: v.string(),
  placed_at: time,
});

export const Conversation = v.strictObject({
  id,
  contact_id: id,
  customer_id: id,
  channel_id: id,
  state: v.picklist(["open", "pending", "snoozed", "resolved"]),
  active: v.boolean(),
  message_count: v.number(),
  last_message_at: maybeTime,
  created_at: time,
  updated_at: time,
});

export const Message = v.strictObject({
  id,
  conversation_id: id,
  provider_id: v.string(),
  sender: v.strictObject({ kind: v.picklist(["customer", "agent", "bot"]), name: text }),
  type: v.string(),
  text,
  content: v.record(v.string(), v.unknown()),
  at: time,
  unsent_at: maybeTime,
});

/** What became of something that was put: `outcome` also says the status of the call. */
export const Result = v.strictObject({
  outcome: v.picklist(["created", "updated", "unchanged", "refused"]),
  id: v.nullable(id),
  code: v.exactOptional(v.string()),
  field: v.exactOptional(v.string()),
});
export const Results = v.strictObject({ results: v.array(Result) });

export const OrderResults = v.strictObject({
  results: v.array(
    v.strictObject({
      external_id: v.nullable(v.string()),
      outcome: v.picklist(["stored", "unchanged", "outdated", "invalid"]),
      field: v.exactOptional(v.string()),
    }),
  ),
});

/** A page of what changed: read on from `next_cursor`, at once while `has_more`, else whenever you like. */
export const pageOf = <S extends v.GenericSchema>(item: S) =>
  v.strictObject({ data: v.array(item), next_cursor: v.nullable(v.string()), has_more: v.boolean() });
export const listOf = <S extends v.GenericSchema>(item: S) => v.strictObject({ data: v.array(item) });

export const Problem = v.strictObject({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  code: v.string(),
  requestId: v.string(),
  field: v.exactOptional(v.string()),
  retry_after: v.exactOptional(v.number()),
});
