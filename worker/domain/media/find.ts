import { sql } from "drizzle-orm";
import * as v from "valibot";
import { id } from "../../../shared/text.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { Failure } from "../failure.ts";
import { maskedText } from "../masking/mask.ts";
import { readVerb } from "../verb.ts";
import { type Attachment, attachmentsOf } from "./attachments.ts";

const p = sql.placeholder;

const selectMessage = prepare<
  { messageId: string },
  { type: string; content: string; providerId: string; channelId: string }
>(sql`
  select m.type, m.content, m.provider_id as "providerId", m.channel_id as "channelId"
  from message m join conversation v on v.id = m.conversation_id join contact c on c.id = v.contact_id
  where m.id = ${p("messageId")} and m.unsent_at is null and v.deleted_at is null and c.deleted_at is null`);

const selectRoutes = prepare<{ messageId: string }, { connectionId: string; accountKey: string }>(sql`
  select r.connection_id as "connectionId", r.account_key as "accountKey"
  from message m join channel_route r on r.channel_id = m.channel_id
  join connection c on c.id = r.connection_id and c.state <> 'disabled'
  where m.id = ${p("messageId")} order by r.connection_id`);

/** An attachment, and the connections that may know where it is. */
export interface FoundMedia extends Attachment {
  providerId: string;
  /** As those who see values masked may read it; null when it has none. */
  fileName: string | null;
  routes: { connectionId: string; accountKey: string }[];
}

/**
 * One attachment of a message of a living conversation.
 *
 * @throws {Failure} NOT_FOUND also for what was taken back
 */
export const findMedia = readVerb({
  name: "messages.media",
  permission: "panel:read",
  unmasked: "server",
  input: v.object({ messageId: id, index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100)) }),
  async run(ctx, { messageId, index }): Promise<FoundMedia> {
    const { rows } = await read(ctx, [selectMessage({ messageId }), selectRoutes({ messageId })]);
    const [[message], routes] = rows;
    if (!message) throw new Failure("NOT_FOUND");
    const content = JSON.parse(message.content) as Record<string, unknown>;
    const attachment = attachmentsOf(message.type, content)[index];
    if (!attachment) throw new Failure("NOT_FOUND");
    const name = attachment.content["fileName"];
    return {
      ...attachment,
      providerId: message.providerId,
      fileName: typeof name === "string" ? maskedText(name, ctx.policy) : null,
      routes,
    };
  },
});
