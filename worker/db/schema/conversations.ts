import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const conversation = sqliteTable("conversation", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  channelId: text("channel_id").notNull(),
  state: text("state", { enum: ["open", "pending", "snoozed", "resolved"] })
    .notNull()
    .default("open"),
  messageCount: integer("message_count").notNull().default(0),
  lastMessageAt: integer("last_message_at"),
  createdAt: integer("created_at").notNull(),
  deletedAt: integer("deleted_at"),
  lastExportedAt: integer("last_exported_at"),
  lastExportedBy: text("last_exported_by"),
  deliveredUntil: integer("delivered_until"),
  readUntil: integer("read_until"),
  readMessage: text("read_message"),
  readMessageAt: integer("read_message_at"),
});

export const message = sqliteTable("message", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  id: text("id").notNull(),
  conversationId: text("conversation_id").notNull(),
  channelId: text("channel_id").notNull(),
  providerId: text("provider_id").notNull(),
  senderKind: text("sender_kind", { enum: ["customer", "agent", "bot"] }).notNull(),
  senderName: text("sender_name"),
  type: text("type").notNull(),
  text: text("text"),
  content: text("content").notNull().default("{}"),
  at: integer("at").notNull(),
  receivedAt: integer("received_at").notNull(),
  unsentAt: integer("unsent_at"),
  editedAt: integer("edited_at"),
  editId: text("edit_id"),
});

export const messageEdit = sqliteTable(
  "message_edit",
  {
    channelId: text("channel_id").notNull(),
    providerId: text("provider_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    editId: text("edit_id").notNull(),
    text: text("text"),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.providerId] })],
);

export const messageStatus = sqliteTable(
  "message_status",
  {
    channelId: text("channel_id").notNull(),
    providerId: text("provider_id").notNull(),
    contactId: text("contact_id"),
    rank: integer("rank").notNull(),
    sentAt: integer("sent_at"),
    deliveredAt: integer("delivered_at"),
    readAt: integer("read_at"),
    playedAt: integer("played_at"),
    failedAt: integer("failed_at"),
    error: text("error"),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.providerId] })],
);

export const messageAlias = sqliteTable(
  "message_alias",
  {
    channelId: text("channel_id").notNull(),
    alias: text("alias").notNull(),
    providerId: text("provider_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.alias] })],
);

export const unsentMessage = sqliteTable(
  "unsent_message",
  {
    channelId: text("channel_id").notNull(),
    providerId: text("provider_id").notNull(),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.providerId] })],
);

export const messageReaction = sqliteTable(
  "message_reaction",
  {
    channelId: text("channel_id").notNull(),
    providerId: text("provider_id").notNull(),
    side: text("side", { enum: ["customer", "team"] }).notNull(),
    contactId: text("contact_id").notNull(),
    emoji: text("emoji"),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.channelId, t.providerId, t.side] })],
);

export const inboxLink = sqliteTable(
  "inbox_link",
  {
    inbox: text("inbox").notNull(),
    origin: text("origin").notNull(),
    account: text("account").notNull(),
    conversation: text("conversation").notNull(),
    contactId: text("contact_id").notNull(),
    method: text("method", { enum: ["webhook", "backfill", "page", "pin"] }).notNull(),
    authorId: text("author_id"),
    at: integer("at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.inbox, t.origin, t.account, t.conversation] })],
);

export const event = sqliteTable("event", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  kind: text("kind").notNull(),
  actorKind: text("actor_kind", { enum: ["customer", "member", "bot", "system"] }).notNull(),
  actorId: text("actor_id"),
  actorName: text("actor_name"),
  data: text("data").notNull().default("{}"),
  at: integer("at").notNull(),
  dedupeKey: text("dedupe_key"),
});
