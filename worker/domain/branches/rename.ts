import { sql } from "drizzle-orm";
import { type BranchItem, BranchRename } from "../../../shared/schemas/omo.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, requireBranchInUse, requireFreeName } from "./guards.ts";
import { branchResult } from "./item.ts";

const p = sql.placeholder;

const requireNamed = prepare<{ branchId: string; seen: string }>(sql`
  update guard set version_fresh = (select name = ${p("seen")} from branch where id = ${p("branchId")})`);

const rename = prepare<{ branchId: string; name: string; nameKey: string; now: number }>(sql`
  update branch set name = ${p("name")}, name_key = ${p("nameKey")}, updated_at = ${p("now")}
  where id = ${p("branchId")}`);

/** @throws {Failure} NOT_FOUND, ALREADY_EXISTS (field `name`); STALE when it no longer is called `seen` */
export const renameBranch = writeVerb({
  name: "branches.rename",
  permission: "workspace:manage",
  module: "omo",
  unmasked: "team",
  input: BranchRename,
  run(ctx, input): Promise<BranchItem> {
    const { branchId, name, seen } = input;
    const nameKey = fold(name);
    return write<BranchItem>(ctx, {
      input,
      target: branchId,
      refused: { condition_met: nameTaken(), version_fresh: new Failure("STALE", { field: "name" }) },
      statements: [
        requireBranchInUse({ branchId }),
        requireNamed({ branchId, seen }),
        requireFreeName({ branchId, nameKey }),
        rename({ branchId, name, nameKey, now: ctx.now }),
      ],
      result: branchResult({ branchId }),
    });
  },
});
