import { sql } from "drizzle-orm";
import { type BranchItem, BranchSetMembers } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { requireBranchInUse } from "./guards.ts";
import { branchResult } from "./item.ts";

const p = sql.placeholder;

const requireSeen = prepare<{ branchId: string; seen: string }>(sql`
  update guard set version_fresh = not exists (
      select member_id from branch_member where branch_id = ${p("branchId")}
      except select value from json_each(${p("seen")}))
    and not exists (
      select value from json_each(${p("seen")})
      except select member_id from branch_member where branch_id = ${p("branchId")})`);

/** Who is there already may have been disabled since. */
const requireMembers = prepare<{ branchId: string; memberIds: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from json_each(${p("memberIds")}) j where not exists (
      select 1 from member m where m.id = j.value and (m.state <> 'disabled' or exists (
        select 1 from branch_member w where w.branch_id = ${p("branchId")} and w.member_id = m.id))))`);

const remove = prepare<{ branchId: string; memberIds: string }>(sql`
  delete from branch_member where branch_id = ${p("branchId")}
    and member_id not in (select value from json_each(${p("memberIds")}))`);

const add = prepare<{ branchId: string; memberIds: string }>(sql`
  insert into branch_member (branch_id, member_id)
  select ${p("branchId")}, value from json_each(${p("memberIds")}) where true on conflict do nothing`);

/**
 * Who works at a branch. Contacts bound to somebody there stay bound when that member leaves it.
 *
 * @throws {Failure} NOT_FOUND; MEMBER_DISABLED when one of them is no member any more; STALE when others
 *   than `seen` are in it by now
 */
export const setBranchMembers = writeVerb({
  name: "branches.setMembers",
  permission: "workspace:manage",
  module: "omo",
  unmasked: "team",
  input: BranchSetMembers,
  run(ctx, input): Promise<BranchItem> {
    const { branchId } = input;
    const memberIds = JSON.stringify(input.memberIds);
    return write<BranchItem>(ctx, {
      input,
      target: branchId,
      detail: { members: input.memberIds.length },
      refused: {
        condition_met: new Failure("MEMBER_DISABLED"),
        version_fresh: new Failure("STALE", { field: "memberIds" }),
      },
      statements: [
        requireBranchInUse({ branchId }),
        requireSeen({ branchId, seen: JSON.stringify(input.seen) }),
        requireMembers({ branchId, memberIds }),
        remove({ branchId, memberIds }),
        add({ branchId, memberIds }),
      ],
      result: branchResult({ branchId }),
    });
  },
});
