import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const binding = sqliteTable("binding", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  kind: text("kind", { enum: ["social", "phone", "91app"] }).notNull(),
  state: text("state", { enum: ["bound", "unbound"] }).notNull(),
  how: text("how", {
    enum: ["button", "pixel", "bot", "line_login", "sms", "api", "import", "agent"],
  }).notNull(),
  memberNo: text("member_no"),
  authorId: text("author_id"),
  at: integer("at").notNull(),
});

export const phoneProof = sqliteTable("phone_proof", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  phone: text("phone").notNull(),
  codeHash: text("code_hash").notNull(),
  attempts: integer("attempts").notNull().default(0),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  provenAt: integer("proven_at"),
});

export const codeLimit = sqliteTable("code_limit", {
  key: text("key").primaryKey(),
  sent: integer("sent").notNull(),
  resetsAt: integer("resets_at").notNull(),
});

export const branch = sqliteTable("branch", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  nameKey: text("name_key").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  archivedAt: integer("archived_at"),
});

export const branchMember = sqliteTable(
  "branch_member",
  {
    branchId: text("branch_id").notNull(),
    memberId: text("member_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.branchId, t.memberId] })],
);

export const omoBinding = sqliteTable("omo_binding", {
  id: text("id").primaryKey(),
  contactId: text("contact_id").notNull(),
  memberId: text("member_id").notNull(),
  branchId: text("branch_id"),
  boundBy: text("bound_by"),
  boundAt: integer("bound_at").notNull(),
  unboundBy: text("unbound_by"),
  unboundAt: integer("unbound_at"),
});
