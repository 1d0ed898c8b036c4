import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const guard = sqliteTable("guard", {
  id: integer("id").primaryKey(),
  actorKind: text("actor_kind").notNull(),
  memberId: text("member_id"),
  memberName: text("member_name"),
  memberRole: text("member_role"),
  sessionLive: integer("session_live").notNull(),
  rightHeld: integer("right_held").notNull(),
  targetFound: integer("target_found").notNull().default(1),
  versionFresh: integer("version_fresh").notNull().default(1),
  conditionMet: integer("condition_met").notNull().default(1),
  moduleOn: integer("module_on").notNull().default(1),
});

export const operation = sqliteTable("operation", {
  id: text("id").primaryKey(),
  memberId: text("member_id").notNull(),
  verb: text("verb").notNull(),
  inputHash: text("input_hash").notNull(),
  result: text("result"),
  at: integer("at").notNull(),
  target: text("target"),
  keptUntil: integer("kept_until"),
});

export const audit = sqliteTable("audit", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  at: integer("at").notNull(),
  actorKind: text("actor_kind").notNull(),
  actorId: text("actor_id"),
  verb: text("verb").notNull(),
  target: text("target"),
  detail: text("detail").notNull().default("{}"),
  outcome: text("outcome", { enum: ["done", "refused"] })
    .notNull()
    .default("done"),
  requestId: text("request_id"),
  previousHash: text("previous_hash"),
  hash: text("hash"),
});
