import { sql } from "drizzle-orm";
import type { Role } from "../../../shared/permissions.ts";
import type { Database } from "../../db/database.ts";
import { prepare, type Statement } from "../../db/statement.ts";
import { newId } from "../id.ts";

const p = sql.placeholder;

const insertActive = prepare<{
  id: string;
  email: string;
  name: string;
  role: string;
  password: string;
  now: number;
}>(sql`
  insert into member (id, email, name, role, state, password, created_at, updated_at)
  values (${p("id")}, ${p("email")}, ${p("name")}, ${p("role")}, 'active', ${p("password")}, ${p("now")}, ${p("now")})`);

export interface NewMember {
  /** In lower case. */
  email: string;
  name: string;
  role: Role;
  /** As `hashPassword` of worker/auth/password.ts made it. */
  passwordHash: string;
}

/** For seeds, which write many things in one batch: an active member and its id. */
export function activeMember(member: NewMember, now: number): { memberId: string; statement: Statement } {
  const { passwordHash: password, ...fields } = member;
  const memberId = newId(now);
  return { memberId, statement: insertActive({ id: memberId, ...fields, password, now }) };
}

/** @returns the id of the new active member, who signs in with that password */
export async function createMember(db: Database, member: NewMember, now: number): Promise<string> {
  const { memberId, statement } = activeMember(member, now);
  await db.write([statement]);
  return memberId;
}
