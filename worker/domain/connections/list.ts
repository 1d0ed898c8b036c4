import { sql } from "drizzle-orm";
import {
  ConnectionList,
  type ConnectionItem,
  type ConnectionNotice,
  type UnknownAccount,
} from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import type { ConnectionSettings } from "./credentials.ts";
import { noticesOf } from "./notices.ts";
import { webhookPath } from "./webhook-path.ts";

type Row = Omit<
  ConnectionItem,
  | "channels"
  | "notices"
  | "unknownAccounts"
  | "webhookPath"
  | "accountId"
  | "apiBase"
  | "requestsPerSecond"
  | "origins"
  | "lineChannelId"
> & { settings: string; notices: string };

const selectConnections = prepare<Record<string, never>, Row>(sql`
  select id, kind, name, origin, settings, state, state_reason as "stateReason", created_at as "createdAt",
    (select count(*) from inbound_event e where e.connection_id = c.id and e.error is not null
      and e.processed_at is not null and e.account_key is null) as "setAside",
    case c.kind when 'pixel' then (select max(received_at) from pixel_event) else
      (select max(received_at) from (select received_at from inbound_event e where e.connection_id = c.id
        order by seq desc limit 1)) end as "lastReceivedAt",
    ${noticesOf(sql`c.id`)} as notices
  from connection c order by c.id limit 500`);

const selectChannels = prepare<
  Record<string, never>,
  ConnectionItem["channels"][number] & { connectionId: string }
>(sql`
  select r.connection_id as "connectionId", r.account_key as "accountKey", h.id, h.kind,
    h.account_id as "accountId", h.name, r.state_reason as "stateReason"
  from channel_route r join channel h on h.id = r.channel_id order by r.account_key limit 2000`);

const selectUnknown = prepare<Record<string, never>, UnknownAccount & { connectionId: string }>(sql`
  select connection_id as "connectionId", account_key as "accountKey", max(account_kind) as kind,
    count(*) as events, min(received_at) as "firstAt", max(received_at) as "lastAt"
  from inbound_event where account_key is not null group by 1, 2 order by 1, 2 limit 500`);

/** Every connection with its channels; never a secret. */
export const listConnections = readVerb({
  name: "connections.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionList,
  async run(ctx): Promise<ConnectionItem[]> {
    const { rows } = await read(ctx, [selectConnections({}), selectChannels({}), selectUnknown({})]);
    return rows[0].map(({ settings: text, notices, ...row }) => {
      const settings = JSON.parse(text) as ConnectionSettings;
      return {
        ...row,
        accountId: settings.accountId ?? null,
        apiBase: settings.apiBase ?? null,
        requestsPerSecond: settings.requestsPerSecond ?? null,
        lineChannelId: settings.lineChannelId ?? null,
        origins: settings.origins ?? [],
        notices: JSON.parse(notices) as ConnectionNotice[],
        webhookPath: webhookPath(row.kind, row.id),
        channels: rows[1]
          .filter((channel) => channel.connectionId === row.id)
          .map(({ connectionId: _connectionId, ...channel }) => channel),
        unknownAccounts: rows[2]
          .filter((account) => account.connectionId === row.id)
          .map(({ connectionId: _connectionId, ...account }) => account),
      };
    });
  },
});
