import { sql } from "drizzle-orm";
import { BRANCHES_MAX } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { Failure } from "../failure.ts";

const p = sql.placeholder;

export const requireBranch = prepare<{ branchId: string }>(sql`
  update guard set target_found = exists (select 1 from branch where id = ${p("branchId")})`);

export const requireBranchInUse = prepare<{ branchId: string }>(sql`
  update guard set target_found = exists (
    select 1 from branch where id = ${p("branchId")} and archived_at is null)`);

/** No other branch in use has the name; else the failure `nameTaken`. */
export const requireFreeName = prepare<{ branchId: string; nameKey: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from branch where name_key = ${p("nameKey")} and archived_at is null and id <> ${p("branchId")})`);

/** One more may be in use; else the failure `noRoom`. */
export const requireRoom = prepare<{ branchId: string }>(sql`
  update guard set version_fresh = (
    select count(*) < ${sql.raw(String(BRANCHES_MAX))} from branch
    where archived_at is null and id <> ${p("branchId")})`);

export const nameTaken = () => new Failure("ALREADY_EXISTS", { field: "name" });
export const noRoom = () => new Failure("LIMIT_REACHED", { facts: { max: BRANCHES_MAX } });
