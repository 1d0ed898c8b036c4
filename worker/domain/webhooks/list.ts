import { sql } from "drizzle-orm";
import * as v from "valibot";
import { ENDPOINTS_MAX, type WebhookEndpoint } from "../../../shared/schemas/webhooks.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { endpointJson, endpointOf, isThere } from "./item.ts";

const select = prepare<Record<string, never>, { item: string }>(sql`
  select ${endpointJson(sql`e`)} as item from webhook_endpoint e where ${isThere(sql`e`)}
  order by e.id limit ${sql.raw(String(ENDPOINTS_MAX))}`);

/** Who is told of what happens here, and how that goes; never a secret. */
export const listWebhooks = readVerb({
  name: "webhooks.list",
  permission: "workspace:manage",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<WebhookEndpoint[]> {
    const { rows } = await read(ctx, [select({})]);
    return rows[0].map(({ item }) => endpointOf(JSON.parse(item)));
  },
});
