import * as v from "valibot";
import type { Permission } from "../../../shared/permissions.ts";
import { time } from "../../../shared/text.ts";
import type { SQL } from "drizzle-orm";
import { read } from "../batch.ts";
import { readVerb } from "../verb.ts";
import { changeFeed, type FeedName, type FeedPage } from "./feed.ts";

/** How many of a list come at once. */
export const PAGE_MOST = 100;

export const FeedInput = v.object({
  cursor: v.nullable(v.pipe(v.string(), v.maxLength(100, "INVALID_INPUT"))),
  since: v.nullable(time),
  limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(PAGE_MOST)),
});

/**
 * The verb that lists what changed of a noun.
 *
 * @param item one of them as JSON, from `from`, which is joined to `ch.id`
 */
export function listChanges<Row, Item>(
  definition: { name: string; permission: Permission; feed: FeedName; item: SQL; from: SQL },
  told: (row: Row) => Item,
) {
  const { name, permission } = definition;
  const feed = changeFeed<Row>(definition.feed, definition.item, definition.from);
  return readVerb({
    name,
    permission,
    input: FeedInput,
    async run(ctx, from): Promise<FeedPage<Item>> {
      const { rows } = await read(ctx, [feed.statement(from)]);
      const page = feed.page(rows[0], from);
      return { ...page, items: page.items.map(told) };
    },
  });
}
