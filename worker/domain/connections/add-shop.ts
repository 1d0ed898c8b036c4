import { sql } from "drizzle-orm";
import { type ConnectionAdded, ConnectionAddShop } from "../../../shared/schemas/connections.ts";
import { prepare } from "../../db/statement.ts";
import { Failure } from "../failure.ts";
import { writeVerb } from "../verb.ts";
import { enqueueCatchUp } from "./catch-up.ts";
import { requireCallable } from "./callable.ts";
import { insertConnection } from "./insert.ts";
import { SHOP_API } from "./shop-api.ts";

const requireLine = prepare<{ channelId: string }>(sql`
  update guard set condition_met = exists (
    select 1 from channel where id = ${sql.placeholder("channelId")} and kind = 'line')`);

/**
 * Connects a shop: its orders come by webhook, and with an API token the orders of the last 90 days and
 * what webhooks miss.
 *
 * @throws {Failure} INVALID_INPUT (field `lineChannelId`) for what is no LINE channel
 */
export const addShop = writeVerb({
  name: "connections.addShop",
  permission: "workspace:manage",
  unmasked: "team",
  input: ConnectionAddShop,
  async run(ctx, input): Promise<ConnectionAdded> {
    const { kind, domain: shopUrl, webhookSecret, apiToken, lineChannelId } = input;
    const apiBase = input.apiBase ?? SHOP_API[kind];
    if (apiToken) requireCallable(apiBase ? { apiBase } : { domain: shopUrl });
    return insertConnection(
      ctx,
      input,
      {
        kind,
        origin: new URL(shopUrl).origin,
        credentials: { webhookSecret, ...(apiToken ? { apiToken } : {}) },
        settings: { shopUrl, ...(apiBase ? { apiBase } : {}), ...(lineChannelId ? { lineChannelId } : {}) },
        refused: { condition_met: new Failure("INVALID_INPUT", { field: "lineChannelId" }) },
      },
      (connectionId) => [
        ...(lineChannelId ? [requireLine({ channelId: lineChannelId })] : []),
        ...(apiToken ? [enqueueCatchUp(ctx.now, connectionId)] : []),
      ],
    );
  },
});
