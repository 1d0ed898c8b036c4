import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const attributeDefinition = sqliteTable("attribute_definition", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull(),
  type: text("type", { enum: ["text", "number", "date", "datetime", "boolean"] }).notNull(),
  position: integer("position").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  archivedAt: integer("archived_at"),
});

export const attributeValue = sqliteTable("attribute_value", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  attributeId: text("attribute_id").notNull(),
  value: text("value"),
  source: text("source", { enum: ["agent", "import", "api", "bot", "pixel"] }).notNull(),
  authorId: text("author_id"),
  at: integer("at").notNull(),
});
