import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const connection = sqliteTable("connection", {
  id: text("id").primaryKey(),
  kind: text("kind", {
    enum: [
      "line",
      "meta",
      "whatsapp",
      "website",
      "chatwoot",
      "shopify",
      "woocommerce",
      "cyberbiz",
      "shopline",
      "pixel",
    ],
  }).notNull(),
  name: text("name").notNull(),
  origin: text("origin"),
  sealedCredentials: text("sealed_credentials"),
  settings: text("settings").notNull().default("{}"),
  state: text("state", { enum: ["active", "failing", "disabled"] })
    .notNull()
    .default("active"),
  stateReason: text("state_reason"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const channel = sqliteTable("channel", {
  id: text("id").primaryKey(),
  kind: text("kind", { enum: ["line", "messenger", "instagram", "whatsapp", "website"] }).notNull(),
  accountId: text("account_id").notNull(),
  name: text("name").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const channelRoute = sqliteTable(
  "channel_route",
  {
    connectionId: text("connection_id").notNull(),
    accountKey: text("account_key").notNull(),
    channelId: text("channel_id").notNull(),
    stateReason: text("state_reason"),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.accountKey] })],
);

export const inboundEvent = sqliteTable("inbound_event", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  connectionId: text("connection_id").notNull(),
  dedupeKey: text("dedupe_key").notNull(),
  payload: text("payload").notNull(),
  receivedAt: integer("received_at").notNull(),
  processedAt: integer("processed_at"),
  attempts: integer("attempts").notNull().default(0),
  error: text("error"),
  accountKey: text("account_key"),
  accountKind: text("account_kind"),
});

export const connectionNotice = sqliteTable("connection_notice", {
  id: text("id").primaryKey(),
  connectionId: text("connection_id").notNull(),
  kind: text("kind", { enum: ["template", "error", "unknown"] }).notNull(),
  accountKey: text("account_key"),
  data: text("data").notNull().default("{}"),
  at: integer("at").notNull(),
  dedupeKey: text("dedupe_key").notNull(),
});

export const job = sqliteTable("job", {
  id: text("id").primaryKey(),
  kind: text("kind").notNull(),
  key: text("key"),
  payload: text("payload").notNull(),
  state: text("state", { enum: ["waiting", "running", "done", "failed"] }).notNull(),
  progress: text("progress"),
  runAt: integer("run_at").notNull(),
  attempts: integer("attempts").notNull().default(0),
  leasedUntil: integer("leased_until"),
  error: text("error"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
