import { sql } from "drizzle-orm";
import { ContactUnpin } from "../../../shared/schemas/panel.ts";
import { prepare } from "../../db/statement.ts";
import { answerWith } from "../answer.ts";
import { write } from "../batch.ts";
import { type RefValues, refValues } from "../panel/resolve.ts";
import { writeVerb } from "../verb.ts";
import { pinnedHere, recordUnpinned } from "./pinned.ts";

const requirePin = prepare<RefValues>(sql`
  update guard set target_found = exists (select 1 from inbox_link where ${pinnedHere})`);

const removePin = prepare<RefValues>(sql`delete from inbox_link where ${pinnedHere}`);

/**
 * Takes a member's pin away; what a webhook or a page told stays.
 *
 * @throws {Failure} NOT_FOUND when no pin is there
 */
export const unpinContact = writeVerb({
  name: "contacts.unpin",
  permission: "contact:pin",
  input: ContactUnpin,
  run(ctx, { ref }): Promise<Record<string, never>> {
    const { now } = ctx;
    const values = refValues(ref);
    return write(ctx, {
      input: { ref: { ...ref, hints: {} } },
      target: ref.conversation,
      statements: [requirePin(values), ...recordUnpinned(values, null, now), removePin(values)],
      result: answerWith({}),
    });
  },
});
