import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { type Task, tasksOf } from "../inbound/plan.ts";
import { isBlocked } from "./blocked.ts";
import { isWithheld, messageKey } from "./withheld.ts";

const p = sql.placeholder;

/** Of the same millisecond the one that takes it back counts, else the emoji that sorts first. */
const insert = prepare<{ reactions: string }>(sql`
  insert into message_reaction (channel_id, provider_id, side, contact_id, emoji, at)
  select value ->> 'channelId', value ->> 'providerId', value ->> 'side', value ->> 'contactId',
    value ->> 'emoji', value ->> 'at'
  from json_each(${p("reactions")})
  where not ${isWithheld(sql`value ->> 'key'`)}
    and not (value ->> 'side' = 'customer' and ${isBlocked(sql`value ->> 'contactId'`)})
  on conflict (channel_id, provider_id, side) do update set emoji = excluded.emoji, at = excluded.at
  where excluded.at > message_reaction.at or (excluded.at = message_reaction.at
    and coalesce(excluded.emoji, '') < coalesce(message_reaction.emoji, ''))`);

/** The newest of each side stands, whether or not its message is there yet. */
export function storeReactions(tasks: readonly Task[]): Statement[] {
  const reactions = tasksOf(tasks, "reaction").map(({ item, target: { channelId, contactId } }) => {
    const { providerId, side, emoji, at } = item;
    return { key: messageKey(channelId, providerId), contactId, channelId, providerId, side, emoji, at };
  });
  return reactions.length === 0 ? [] : [insert({ reactions: JSON.stringify(reactions) })];
}
