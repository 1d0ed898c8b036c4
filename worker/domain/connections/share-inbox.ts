import { sql } from "drizzle-orm";
import { ConnectionShareInbox } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read, write } from "../batch.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";

const p = sql.placeholder;

const requireBoth = prepare<{ connectionId: string; channelId: string }>(sql`
  update guard set target_found =
    exists (select 1 from connection where id = ${p("connectionId")} and kind = 'chatwoot')
    and exists (select 1 from channel where id = ${p("channelId")})`);

/** Contacts never move between channels, so an inbox that has been heard from stays its own. */
const requireUnheard = prepare<{ connectionId: string; accountKey: string; channelId: string }>(sql`
  update guard set condition_met = not exists (
    select 1 from channel_route r join contact c on c.channel_id = r.channel_id
    where r.connection_id = ${p("connectionId")} and r.account_key = ${p("accountKey")}
      and r.channel_id <> ${p("channelId")})`);

const setRoute = prepare<{ connectionId: string; accountKey: string; channelId: string }>(sql`
  insert into channel_route (connection_id, account_key, channel_id)
  values (${p("connectionId")}, ${p("accountKey")}, ${p("channelId")})
  on conflict (connection_id, account_key) do update set channel_id = excluded.channel_id`);

const selectAccount = prepare<{ connectionId: string }, { account: string }>(sql`
  select settings ->> '$.accountId' as account from connection where id = ${p("connectionId")}`);

/**
 * A Chatwoot inbox and a directly connected channel are one account: their messages are one thread.
 *
 * @throws {Failure} NOT_FOUND; ALREADY_EXISTS when the inbox already has contacts of its own
 */
export const shareInbox = writeVerb({
  name: "connections.shareInbox",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionShareInbox,
  async run(ctx, input): Promise<void> {
    const { connectionId, inboxId, channelId } = input;
    const { rows } = await read(ctx, [selectAccount({ connectionId })]);
    const account = rows[0][0]?.account;
    if (!account) throw new Failure("NOT_FOUND");
    const accountKey = `${account}/${inboxId}`;
    await write(ctx, {
      input,
      target: connectionId,
      detail: { accountKey, channelId },
      refused: { condition_met: new Failure("ALREADY_EXISTS", { field: "inboxId" }) },
      statements: [
        requireBoth({ connectionId, channelId }),
        requireUnheard({ connectionId, accountKey, channelId }),
        setRoute({ connectionId, accountKey, channelId }),
      ],
    });
  },
});
