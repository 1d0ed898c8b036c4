import { sql } from "drizzle-orm";
import { prepare, type Statement } from "../../db/statement.ts";
import { isWithheld } from "./withheld.ts";

/** A message with the name it had before the provider gave it one; the rest as `storeMessages` makes it. */
export interface Named extends Record<string, unknown> {
  calledBefore: string;
}

const p = sql.placeholder;

const named = sql`json_each(${p("named")}) j
  join message o on o.channel_id = j.value ->> 'channelId' and o.provider_id = j.value ->> 'calledBefore'`;

const sameMessage = sql`select 1 from message m
  where m.channel_id = j.value ->> 'channelId' and m.provider_id = j.value ->> 'providerId'`;

const remember = prepare<{ named: string }>(sql`
  insert into message_alias (channel_id, alias, provider_id)
  select value ->> 'channelId', value ->> 'calledBefore', value ->> 'providerId' from json_each(${p("named")})
  where not ${isWithheld(sql`value ->> 'key'`)} on conflict do nothing`);

/** What came the other way first, without saying who wrote it. */
const nameSender = prepare<{ named: string }>(sql`
  update message set sender_kind = o.sender_kind, sender_name = o.sender_name
  from ${named}
  where message.channel_id = o.channel_id and message.provider_id = j.value ->> 'providerId'
    and message.sender_name is null and message.sender_kind <> 'customer'`);

const countOnce = prepare<{ named: string }>(sql`
  update conversation set message_count = message_count - n.twice
  from (select o.conversation_id as id, count(*) as twice from ${named} where exists (${sameMessage}) group by 1) n
  where conversation.id = n.id`);

const dropOther = prepare<{ named: string }>(sql`
  delete from message where seq in (select o.seq from ${named} where exists (${sameMessage}))`);

const rename = prepare<{ named: string }>(sql`
  update message set provider_id = j.value ->> 'providerId'
  from json_each(${p("named")}) j
  where message.channel_id = j.value ->> 'channelId' and message.provider_id = j.value ->> 'calledBefore'`);

/**
 * A host inbox knows a message it sends by a name of its own, and tells the provider's name when it has it.
 * What the provider itself told of the message meanwhile is the same message: of the two rows one stays.
 */
export function nameMessages(rows: readonly Named[]): Statement[] {
  if (rows.length === 0) return [];
  const values = { named: JSON.stringify(rows) };
  return [remember, nameSender, countOnce, dropOther, rename].map((statement) => statement(values));
}
