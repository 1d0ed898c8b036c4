import { sql } from "drizzle-orm";
import { BranchCreate, type BranchItem } from "../../../shared/schemas/omo.ts";
import { fold } from "../../../shared/fold.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { newId } from "../id.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, noRoom, requireFreeName, requireRoom } from "./guards.ts";
import { branchResult } from "./item.ts";

const p = sql.placeholder;

const insert = prepare<{ branchId: string; name: string; nameKey: string; now: number }>(sql`
  insert into branch (id, name, name_key, created_at, updated_at)
  values (${p("branchId")}, ${p("name")}, ${p("nameKey")}, ${p("now")}, ${p("now")})`);

/** @throws {Failure} ALREADY_EXISTS (field `name`); LIMIT_REACHED with as many in use as there may be */
export const createBranch = writeVerb({
  name: "branches.create",
  permission: "workspace:manage",
  module: "omo",
  unmasked: "team",
  input: BranchCreate,
  run(ctx, input): Promise<BranchItem> {
    const branchId = newId(ctx.now);
    const nameKey = fold(input.name);
    return write<BranchItem>(ctx, {
      input,
      target: branchId,
      refused: { condition_met: nameTaken(), version_fresh: noRoom() },
      statements: [
        requireFreeName({ branchId, nameKey }),
        requireRoom({ branchId }),
        insert({ branchId, name: input.name, nameKey, now: ctx.now }),
      ],
      result: branchResult({ branchId }),
    });
  },
});
