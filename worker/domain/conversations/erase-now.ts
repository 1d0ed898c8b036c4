import { sql } from "drizzle-orm";
import { type DeletionItem, EraseNow } from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { Failure } from "../failure.ts";
import { actingMember } from "../guards.ts";
import { writeVerb } from "../verb.ts";
import { ERASE, eraseKey } from "./delete.ts";
import { selectDeletionJson } from "./deletion.ts";

const p = sql.placeholder;

const requirePending = prepare<{ deletionId: string }>(sql`
  update guard set (target_found, condition_met) = (
    select d.restored_at is null, d.erase_started_at is null from deletion d where d.id = ${p("deletionId")}
    union all select 0, 1 limit 1)`);

const begin = prepare<{ deletionId: string; now: number }>(sql`
  update deletion set erase_started_at = ${p("now")}, erased_by = ${actingMember},
    receipt = json_set(receipt, '$.erasedBy', ${actingMember}, '$.eraseAt', ${p("now")}), erase_at = ${p("now")}
  where id = ${p("deletionId")}`);

const hurry = prepare<{ key: string; now: number }>(sql`
  update job set run_at = ${p("now")} where key = ${p("key")} and state = 'waiting'`);

/**
 * Erases a deleted conversation without waiting for the day to be over. It cannot be brought back from
 * then on; the work itself is done by a job, and its receipt is complete when that is through.
 *
 * @throws {Failure} NOT_FOUND; ERASED when it has begun already
 */
export const eraseNow = writeVerb({
  name: "conversations.eraseNow",
  permission: "conversation:delete",
  input: EraseNow,
  run(ctx, input): Promise<DeletionItem> {
    const { deletionId } = input;
    const { now } = ctx;
    const key = eraseKey(deletionId);
    return write<DeletionItem>(ctx, {
      input,
      target: deletionId,
      refused: { condition_met: new Failure("ERASED") },
      statements: [
        requirePending({ deletionId }),
        begin({ deletionId, now }),
        hurry({ key, now }),
        enqueueJob(now, { kind: ERASE, key, payload: { deletionId } }),
      ],
      result: selectDeletionJson({ deletionId }),
    });
  },
});
