import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const searchText = sqliteTable(
  "search_text",
  {
    seq: integer("seq").notNull(),
    kind: text("kind", {
      enum: ["id", "channel", "name", "email", "phone", "member", "note", "tag", "gone"],
    }).notNull(),
    ref: text("ref").notNull().default(""),
    text: text("text").notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.kind, table.ref] })],
);

export const searchDue = sqliteTable(
  "search_due",
  {
    seq: integer("seq").notNull(),
    kind: text("kind").notNull(),
    ref: text("ref").notNull().default(""),
    change: integer("change").notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.kind, table.ref] })],
);

export const searchBackfill = sqliteTable("search_backfill", {
  id: integer("id").primaryKey(),
  below: integer("below").notNull(),
});

export const searchMiss = sqliteTable("search_miss", {
  memberId: text("member_id").primaryKey(),
  misses: integer("misses").notNull(),
  resetsAt: integer("resets_at").notNull(),
});
