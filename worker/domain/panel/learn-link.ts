import { sql } from "drizzle-orm";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import { prepare } from "../../db/statement.ts";
import { write } from "../batch.ts";
import type { Ctx } from "../ctx.ts";
import { actingMember, requireContact } from "../guards.ts";
import { type RefValues, refValues } from "./resolve.ts";

const p = sql.placeholder;

/** Only an earlier page is overruled: what a webhook told and what a member pinned stay. */
const putLink = prepare<RefValues & { contactId: string; now: number }>(sql`
  insert into inbox_link (inbox, origin, account, conversation, contact_id, method, author_id, at)
  values (${p("inbox")}, ${p("origin")}, ${p("account")}, ${p("conversation")}, ${p("contactId")}, 'page',
    ${actingMember}, ${p("now")})
  on conflict (inbox, origin, account, conversation) do update
  set contact_id = excluded.contact_id, author_id = excluded.author_id, at = excluded.at
  where method = 'page'`);

/** Keeps what the page of the acting member showed: whose this host conversation is. */
export async function learnLink(
  ctx: Ctx,
  { ref, contactId }: { ref: ConversationRef; contactId: string },
): Promise<void> {
  await write(
    { ...ctx, verb: "panel.learn_link", operationId: undefined },
    {
      input: { ref: { ...ref, hints: {} }, contactId },
      target: contactId,
      statements: [requireContact({ contactId }), putLink({ ...refValues(ref), contactId, now: ctx.now })],
    },
  );
}
