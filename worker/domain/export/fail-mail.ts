import { sql } from "drizzle-orm";
import * as v from "valibot";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import { recordEvent } from "../events/record.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const give = prepare<{ mailId: string; problem: string }>(sql`
  update mail set state = 'failed', attempts = attempts + 1, error = ${p("problem")}
  where id = ${p("mailId")} and state = 'waiting'`);

/** A mail that will not go out any more: said in the panel and in the event log. */
export const failMail = writeVerb({
  name: "conversations.failMail",
  permission: "conversation:export",
  input: v.object({ mailId: id, contactId: id, problem: v.string() }),
  run(ctx, input): Promise<void> {
    const { mailId, contactId, problem } = input;
    return write(ctx, {
      input,
      target: contactId,
      detail: { problem },
      statements: [
        give({ mailId, problem }),
        ...recordEvent(ctx.now, contactId, "conversation.export_failed", { reason: problem }),
      ],
    });
  },
});
