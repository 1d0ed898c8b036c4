import { sql } from "drizzle-orm";
import { ConnectionTestStart } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { enqueueJob } from "../enqueue.ts";
import { writeVerb } from "../verb.ts";
import { TEST, testKey } from "./test-report.ts";

const requireInUse = prepare<{ id: string }>(sql`
  update guard set target_found = exists (
    select 1 from connection where id = ${sql.placeholder("id")} and kind <> 'pixel' and state <> 'disabled')`);

/**
 * Asks the provider whether everything is set up: a job does, as providers may be slow. One that is under
 * way goes on as it is. Changes nothing at the provider.
 *
 * @throws {Failure} NOT_FOUND when there is no such connection in use, or nobody to ask
 */
export const startTest = writeVerb({
  name: "connections.startTest",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionTestStart,
  run(ctx, input): Promise<void> {
    const { connectionId } = input;
    return write(ctx, {
      input,
      target: connectionId,
      statements: [
        requireInUse({ id: connectionId }),
        enqueueJob(ctx.now, {
          kind: TEST,
          key: testKey(connectionId),
          payload: { connectionId },
          progress: { steps: [] },
        }),
      ],
    });
  },
});
