import { sql } from "drizzle-orm";
import { BranchArchive, type BranchItem } from "../../../shared/schemas/omo.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { writeVerb } from "../verb.ts";
import { nameTaken, noRoom, requireBranch, requireRoom } from "./guards.ts";
import { branchResult } from "./item.ts";

const p = sql.placeholder;

const requireNameFreeAgain = prepare<{ branchId: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from branch mine join branch b on b.name_key = mine.name_key and b.archived_at is null
    where mine.id = ${p("branchId")} and b.id <> mine.id)`);

const setArchived = prepare<{ branchId: string; archivedAt: number | null; now: number }>(sql`
  update branch set archived_at = ${p("archivedAt")}, updated_at = ${p("now")} where id = ${p("branchId")}`);

/**
 * Puts a branch away, or takes it back into use. Nobody can be bound to one that is put away; those who
 * are stay bound.
 *
 * @throws {Failure} NOT_FOUND; taking it back: ALREADY_EXISTS when another one has its name by now,
 *   LIMIT_REACHED
 */
export const archiveBranch = writeVerb({
  name: "branches.archive",
  permission: "workspace:manage",
  module: "omo",
  unmasked: "team",
  input: BranchArchive,
  run(ctx, input): Promise<BranchItem> {
    const { branchId, archived } = input;
    const { now } = ctx;
    return write<BranchItem>(ctx, {
      input,
      target: branchId,
      detail: { archived },
      refused: { condition_met: nameTaken(), version_fresh: noRoom() },
      statements: [
        requireBranch({ branchId }),
        ...(archived ? [] : [requireNameFreeAgain({ branchId }), requireRoom({ branchId })]),
        setArchived({ branchId, archivedAt: archived ? now : null, now }),
      ],
      result: branchResult({ branchId }),
    });
  },
});
