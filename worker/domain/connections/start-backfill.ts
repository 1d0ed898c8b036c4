import { sql } from "drizzle-orm";
import { BackfillStart } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { writeVerb } from "../verb.ts";
import { BACKFILL, backfillKey } from "./backfill-progress.ts";

const p = sql.placeholder;

const requireChatwoot = prepare<{ id: string }>(sql`
  update guard set target_found = exists (
    select 1 from connection where id = ${p("id")} and kind = 'chatwoot' and state <> 'disabled')`);

const resume = prepare<{ key: string; now: number }>(sql`
  update job set state = 'waiting', attempts = 0, error = null, run_at = ${p("now")}, updated_at = ${p("now")}
  where id = (select id from job where key = ${p("key")} order by id desc limit 1) and state = 'failed'`);

/**
 * Brings a Chatwoot account's history. One that is under way goes on as it is, one that failed goes on
 * from where it was.
 *
 * @throws {Failure} NOT_FOUND when there is no such Chatwoot connection in use
 */
export const startBackfill = writeVerb({
  name: "connections.startBackfill",
  permission: "workspace:manage",
  unmasked: "team",
  input: BackfillStart,
  run(ctx, input): Promise<void> {
    const id = input.connectionId;
    return write(ctx, {
      input,
      target: id,
      statements: [
        requireChatwoot({ id }),
        resume({ key: backfillKey(id), now: ctx.now }),
        enqueueJob(ctx.now, {
          kind: BACKFILL,
          key: backfillKey(id),
          payload: { connectionId: id },
          progress: { conversationsDone: 0, conversationsTotal: null, messages: 0, skipped: 0 },
        }),
      ],
    });
  },
});
