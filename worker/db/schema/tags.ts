import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const tag = sqliteTable("tag", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull(),
  createdBy: text("created_by"),
  createdAt: integer("created_at").notNull(),
});

export const tagging = sqliteTable("tagging", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  tagId: text("tag_id").notNull(),
  action: text("action", { enum: ["apply", "remove", "restore"] }).notNull(),
  channelId: text("channel_id").notNull(),
  source: text("source", { enum: ["agent", "import", "api", "bot"] }).notNull(),
  authorId: text("author_id"),
  at: integer("at").notNull(),
});

export const contactTag = sqliteTable(
  "contact_tag",
  {
    contactId: text("contact_id").notNull(),
    tagId: text("tag_id").notNull(),
    present: integer("present").notNull(),
    count: integer("count").notNull(),
    lastAt: integer("last_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.contactId, t.tagId] })],
);
