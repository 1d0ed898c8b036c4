import { sql } from "drizzle-orm";
import * as v from "valibot";
import type { DeletionListItem } from "../../../shared/schemas/conversations.ts";
import { prepare } from "../../db/statement.ts";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { deletionJson } from "./deletion.ts";

/** More than a team deletes in the day they can be brought back; receipts of older ones are kept. */
const LISTED = 100;

const selectNewest = prepare<Record<string, never>, { item: string; channel: string | null }>(sql`
  select ${deletionJson} as item, (
    select json_object('kind', ch.kind, 'name', ch.name) from contact c join channel ch on ch.id = c.channel_id
    where c.id = d.contact_id) as channel
  from (select * from deletion where restored_at is null order by requested_at desc, id desc
    limit ${sql.raw(String(LISTED))}) d
  order by d.requested_at desc, d.id desc`);

/** The newest deletions that were not taken back, with their receipts: nothing of whom they were about. */
export const listDeletions = readVerb({
  name: "conversations.deletions",
  permission: "conversation:delete",
  input: v.object({}),
  async run(ctx): Promise<DeletionListItem[]> {
    const { rows } = await read(ctx, [selectNewest({})]);
    return rows[0].map(({ item, channel }) => ({
      ...(JSON.parse(item) as DeletionListItem),
      channel: JSON.parse(channel ?? "null") as DeletionListItem["channel"],
    }));
  },
});
