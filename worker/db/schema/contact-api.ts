import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const changes = (name: string) =>
  sqliteTable(name, {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    id: text("id").notNull(),
    at: integer("at").notNull(),
  });

export const contactChange = changes("contact_change");
export const customerChange = changes("customer_change");
export const orderChange = changes("order_change");
export const cartChange = changes("cart_change");
export const shopMemberChange = changes("shop_member_change");

export const webhookEndpoint = sqliteTable("webhook_endpoint", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  url: text("url").notNull(),
  types: text("types").notNull().default("[]"),
  sealedSecret: text("sealed_secret").notNull(),
  previousSealedSecret: text("previous_sealed_secret"),
  previousUntil: integer("previous_until"),
  state: text("state", { enum: ["active", "disabled"] })
    .notNull()
    .default("active"),
  stateReason: text("state_reason"),
  failingSince: integer("failing_since"),
  createdBy: text("created_by"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const webhookEvent = sqliteTable("webhook_event", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  id: text("id").notNull(),
  type: text("type").notNull(),
  contactId: text("contact_id"),
  data: text("data").notNull(),
  at: integer("at").notNull(),
});

export const webhookDelivery = sqliteTable(
  "webhook_delivery",
  {
    endpointId: text("endpoint_id").notNull(),
    eventSeq: integer("event_seq").notNull(),
    state: text("state", { enum: ["waiting", "delivered", "failed"] }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAt: integer("next_at").notNull(),
    lastAt: integer("last_at"),
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
  },
  (t) => [primaryKey({ columns: [t.endpointId, t.eventSeq] })],
);
