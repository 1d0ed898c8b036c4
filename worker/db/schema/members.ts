import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const setting = sqliteTable("setting", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const member = sqliteTable("member", {
  id: text("id").primaryKey(),
  email: text("email").notNull(),
  name: text("name").notNull(),
  role: text("role", {
    enum: ["admin", "supervisor", "marketing", "cs_manager", "agent", "sales_manager", "sales"],
  }).notNull(),
  state: text("state", { enum: ["invited", "active", "disabled"] }).notNull(),
  password: text("password"),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  version: integer("version").notNull().default(1),
});

export const memberPreference = sqliteTable(
  "member_preference",
  {
    memberId: text("member_id").notNull(),
    name: text("name").notNull(),
    value: text("value").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.memberId, t.name] })],
);

export const permissionOverride = sqliteTable(
  "permission_override",
  {
    role: text("role").notNull(),
    permission: text("permission").notNull(),
    allowed: integer("allowed").notNull(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.role, t.permission] })],
);

export const session = sqliteTable("session", {
  id: text("id").primaryKey(),
  memberId: text("member_id").notNull(),
  client: text("client", { enum: ["console", "extension", "widget", "browser", "operator"] }).notNull(),
  accessHash: text("access_hash"),
  accessExpiresAt: integer("access_expires_at").notNull().default(0),
  refreshHash: text("refresh_hash"),
  previousRefreshHash: text("previous_refresh_hash"),
  createdAt: integer("created_at").notNull(),
  lastSeenAt: integer("last_seen_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  userAgent: text("user_agent").notNull().default(""),
  sealedKey: text("sealed_key"),
  signedInBy: text("signed_in_by"),
  revokedAt: integer("revoked_at"),
});

export const authorizationCode = sqliteTable("authorization_code", {
  codeHash: text("code_hash").primaryKey(),
  memberId: text("member_id").notNull(),
  sessionId: text("session_id").notNull(),
  client: text("client").notNull(),
  redirectUri: text("redirect_uri").notNull(),
  codeChallenge: text("code_challenge").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  redeemedAt: integer("redeemed_at"),
});

export const oneTimeLink = sqliteTable("one_time_link", {
  tokenHash: text("token_hash").primaryKey(),
  purpose: text("purpose", { enum: ["invitation", "reset"] }).notNull(),
  memberId: text("member_id").notNull(),
  createdBy: text("created_by"),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  usedAt: integer("used_at"),
});

export const signInAttempt = sqliteTable("sign_in_attempt", {
  key: text("key").primaryKey(),
  failures: integer("failures").notNull(),
  resetsAt: integer("resets_at").notNull(),
});
