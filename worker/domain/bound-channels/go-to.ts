import { sql } from "drizzle-orm";
import { ChannelGoTo, type GoTo } from "../../../shared/schemas/channels.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { readVerb } from "../verb.ts";
import { isElsewhere, threadOf } from "./bound.ts";

const p = sql.placeholder;

const selectThread = prepare<
  { contactId: string; inbox: string; origin: string; account: string },
  { living: 0 | 1; conversation: string | null; elsewhere: 0 | 1 }
>(sql`
  select c.deleted_at is null as living, ${threadOf(sql`c.id`)} as conversation, ${isElsewhere(sql`c.id`)} as elsewhere
  from contact c where c.id = ${p("contactId")}`);

/**
 * Where a contact's conversation is in the inbox the agent is in (前往對話).
 *
 * @throws {Failure} CONVERSATION_DELETED; OTHER_ACCOUNT when it is in another account of this inbox;
 *   NO_CONVERSATION when this inbox has none
 */
export const goToChannel = readVerb({
  name: "channels.goTo",
  permission: "panel:read",
  input: ChannelGoTo,
  async run(ctx, { contactId, from }): Promise<GoTo> {
    const { rows } = await read(ctx, [selectThread({ contactId, ...from })]);
    const [found] = rows[0];
    if (found?.living !== 1) throw new Failure("CONVERSATION_DELETED");
    if (found.conversation !== null) return { ...from, conversation: found.conversation };
    throw new Failure(found.elsewhere === 1 ? "OTHER_ACCOUNT" : "NO_CONVERSATION");
  },
});
