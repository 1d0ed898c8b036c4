import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const relay = sqliteTable("relay", {
  connectionId: text("connection_id").primaryKey(),
  url: text("url"),
  attempts: integer("attempts").notNull().default(0),
  retryAt: integer("retry_at").notNull().default(0),
  error: text("error"),
  failingSince: integer("failing_since"),
  lastSentAt: integer("last_sent_at"),
  leasedUntil: integer("leased_until").notNull().default(0),
  updatedAt: integer("updated_at").notNull(),
});

export const relayPost = sqliteTable("relay_post", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  connectionId: text("connection_id").notNull(),
  dedupeKey: text("dedupe_key").notNull(),
  state: text("state", { enum: ["waiting", "sent", "parked", "withheld", "dropped"] }).notNull(),
  body: text("body").notNull(),
  headers: text("headers").notNull(),
  size: integer("size").notNull(),
  attempts: integer("attempts").notNull().default(0),
  error: text("error"),
  receivedAt: integer("received_at").notNull(),
  waitsSince: integer("waits_since").notNull(),
  doneAt: integer("done_at"),
});
