import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const shopMember = sqliteTable("shop_member", {
  memberNo: text("member_no").primaryKey(),
  source: text("source").notNull(),
  name: text("name"),
  email: text("email"),
  phone: text("phone"),
  tier: text("tier"),
  storeCredit: integer("store_credit"),
  currency: text("currency"),
  memberSince: integer("member_since"),
  sourceUpdatedAt: integer("source_updated_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const shopOrder = sqliteTable("shop_order", {
  id: text("id").primaryKey(),
  source: text("source").notNull(),
  externalId: text("external_id").notNull(),
  number: text("number").notNull(),
  memberNo: text("member_no"),
  email: text("email"),
  phone: text("phone"),
  status: text("status").notNull(),
  total: integer("total").notNull(),
  currency: text("currency").notNull(),
  items: text("items").notNull().default("[]"),
  url: text("url"),
  placedAt: integer("placed_at").notNull(),
  sourceUpdatedAt: integer("source_updated_at").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  deletedAt: integer("deleted_at"),
});

export const cart = sqliteTable("cart", {
  id: text("id").primaryKey(),
  source: text("source").notNull(),
  externalId: text("external_id").notNull(),
  memberNo: text("member_no"),
  items: text("items").notNull().default("[]"),
  total: integer("total").notNull(),
  currency: text("currency").notNull(),
  url: text("url"),
  sourceUpdatedAt: integer("source_updated_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  closedAt: integer("closed_at"),
});

export const shopUid = sqliteTable(
  "shop_uid",
  {
    source: text("source").notNull(),
    provider: text("provider", { enum: ["line"] }).notNull(),
    uid: text("uid").notNull(),
    memberNo: text("member_no").notNull(),
    at: integer("at").notNull(),
    boundAt: integer("bound_at"),
  },
  (t) => [primaryKey({ columns: [t.source, t.provider, t.uid] })],
);

export const apiKey = sqliteTable("api_key", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  hash: text("hash").notNull(),
  beginning: text("beginning").notNull(),
  scopes: text("scopes").notNull(),
  createdBy: text("created_by"),
  createdAt: integer("created_at").notNull(),
  lastUsedAt: integer("last_used_at"),
  revokedAt: integer("revoked_at"),
  revokedBy: text("revoked_by"),
});

export const visitor = sqliteTable("visitor", {
  id: text("id").primaryKey(),
  memberNo: text("member_no"),
  contactId: text("contact_id"),
  firstSeenAt: integer("first_seen_at").notNull(),
  lastSeenAt: integer("last_seen_at").notNull(),
  identifiedAt: integer("identified_at"),
});

export const pixelEvent = sqliteTable("pixel_event", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  visitorId: text("visitor_id").notNull(),
  eventId: text("event_id").notNull(),
  kind: text("kind").notNull(),
  data: text("data").notNull().default("{}"),
  at: integer("at").notNull(),
  receivedAt: integer("received_at").notNull(),
  waiting: integer("waiting").notNull().default(0),
});

export const websitePresence = sqliteTable("website_presence", {
  contactId: text("contact_id").primaryKey(),
  state: text("state", { enum: ["online", "offline"] }).notNull(),
  pageId: text("page_id"),
  url: text("url"),
  title: text("title"),
  lastSeenAt: integer("last_seen_at").notNull(),
  onlineUntil: integer("online_until").notNull(),
});
