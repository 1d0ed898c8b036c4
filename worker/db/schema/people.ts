import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const customer = sqliteTable("customer", {
  id: text("id").primaryKey(),
  createdAt: integer("created_at").notNull(),
});

export const contact = sqliteTable("contact", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  id: text("id").notNull(),
  channelId: text("channel_id").notNull(),
  externalId: text("external_id").notNull(),
  customerId: text("customer_id").notNull(),
  name: text("name"),
  email: text("email"),
  phone: text("phone"),
  memberNo: text("member_no"),
  pictureUrl: text("picture_url"),
  unsubscribedByCustomerAt: integer("unsubscribed_by_customer_at"),
  unsubscribedByTeamAt: integer("unsubscribed_by_team_at"),
  blockedAt: integer("blocked_at"),
  lastCustomerAt: integer("last_customer_at"),
  lastMarketingAt: integer("last_marketing_at"),
  lastTeamAt: integer("last_team_at"),
  subscribedAt: integer("subscribed_at"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  version: integer("version").notNull().default(1),
  deletedAt: integer("deleted_at"),
  blockedBy: text("blocked_by"),
  blockedMessages: integer("blocked_messages").notNull().default(0),
  hostBlock: text("host_block", { enum: ["waiting", "blocked", "open", "refused"] }),
  hostBlockReason: text("host_block_reason"),
  lastCheckoutAt: integer("last_checkout_at"),
  recurringSince: integer("recurring_since"),
  recurringUntil: integer("recurring_until"),
  recurringNextAt: integer("recurring_next_at"),
  homeCustomerId: text("home_customer_id"),
  recurringExpiresAt: integer("recurring_expires_at"),
  recurringStoppedAt: integer("recurring_stopped_at"),
  recurringToken: text("recurring_token"),
});

export const contactAlias = sqliteTable(
  "contact_alias",
  {
    channelId: text("channel_id").notNull(),
    externalId: text("external_id").notNull(),
    contactId: text("contact_id").notNull(),
    since: integer("since").notNull(),
    until: integer("until"),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.externalId, t.contactId] })],
);

export const contactValue = sqliteTable("contact_value", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  field: text("field", { enum: ["name", "email", "phone", "member_no", "picture_url"] }).notNull(),
  value: text("value"),
  source: text("source", {
    enum: ["channel", "agent", "import", "pixel", "shop", "api", "binding"],
  }).notNull(),
  authorId: text("author_id"),
  at: integer("at").notNull(),
});

export const identityRecord = sqliteTable("identity_record", {
  id: text("id").primaryKey(),
  action: text("action", { enum: ["join", "leave"] }).notNull(),
  contactId: text("contact_id").notNull(),
  customerId: text("customer_id").notNull(),
  previousCustomerId: text("previous_customer_id"),
  evidence: text("evidence").notNull(),
  authorId: text("author_id"),
  at: integer("at").notNull(),
  withContactId: text("with_contact_id"),
  place: integer("place").notNull().default(0),
  reason: text("reason"),
  endedBy: text("ended_by"),
});

export const identitySource = sqliteTable(
  "identity_source",
  {
    connectionId: text("connection_id").notNull(),
    externalContact: text("external_contact").notNull(),
    customerId: text("customer_id").notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.externalContact] })],
);

export const toldApart = sqliteTable(
  "told_apart",
  {
    contactId: text("contact_id").notNull(),
    otherId: text("other_id").notNull(),
    how: text("how", { enum: ["parted", "dismissed"] }).notNull(),
    authorId: text("author_id"),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.otherId] })],
);

export const note = sqliteTable("note", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  authorId: text("author_id").notNull(),
  text: text("text").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  updatedBy: text("updated_by"),
  version: integer("version").notNull().default(1),
  deletedAt: integer("deleted_at"),
  deletedBy: text("deleted_by"),
});
