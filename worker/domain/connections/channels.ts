import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { ChannelKind } from "../../../shared/channels.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";

/** An account people write to. */
export interface ChannelItem {
  id: string;
  kind: ChannelKind;
  accountId: string;
  name: string;
}

const selectChannels = prepare<Record<string, never>, ChannelItem>(sql`
  select id, kind, account_id as "accountId", name from channel order by kind, name, id limit 500`);

/** The accounts people write to. */
export const listChannels = readVerb({
  name: "channels.list",
  permission: "contact:list",
  unmasked: "team",
  input: v.object({}),
  async run(ctx): Promise<ChannelItem[]> {
    const { rows } = await read(ctx, [selectChannels({})]);
    return rows[0];
  },
});
