import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const deletion = sqliteTable("deletion", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  conversationId: text("conversation_id").notNull(),
  requestedBy: text("requested_by").notNull(),
  requestedAt: integer("requested_at").notNull(),
  eraseAt: integer("erase_at").notNull(),
  eraseStartedAt: integer("erase_started_at"),
  compactedTo: integer("compacted_to"),
  restoredAt: integer("restored_at"),
  restoredBy: text("restored_by"),
  erasedAt: integer("erased_at"),
  erasedBy: text("erased_by"),
  receipt: text("receipt"),
});

export const withheld = sqliteTable("withheld", {
  key: text("key").primaryKey(),
  at: integer("at").notNull(),
});

export const exportLink = sqliteTable("export_link", {
  tokenHash: text("token_hash").primaryKey(),
  conversationId: text("conversation_id").notNull(),
  language: text("language").notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  fetchedAt: integer("fetched_at"),
});

export const mail = sqliteTable("mail", {
  id: text("id").primaryKey(),
  kind: text("kind").notNull(),
  recipient: text("recipient").notNull(),
  payload: text("payload").notNull(),
  conversationId: text("conversation_id"),
  requestedBy: text("requested_by").notNull(),
  state: text("state", { enum: ["waiting", "sent", "failed"] }).notNull(),
  attempts: integer("attempts").notNull().default(0),
  error: text("error"),
  createdAt: integer("created_at").notNull(),
  sentAt: integer("sent_at"),
});

export const auditSeal = sqliteTable("audit_seal", {
  id: integer("id").primaryKey(),
  leasedUntil: integer("leased_until").notNull(),
  holder: text("holder").notNull(),
});
