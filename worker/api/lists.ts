import * as v from "valibot";
import type { FeedFrom, FeedPage } from "../domain/changes/feed.ts";
import { PAGE_MOST } from "../domain/changes/list-of.ts";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

export const isoTime = v.pipe(
  v.string(),
  v.regex(ISO, "INVALID_DATE"),
  v.check((text) => Date.parse(text) >= 0, "INVALID_DATE"),
  v.transform((text) => Date.parse(text)),
);

export const limit = v.optional(
  v.pipe(
    v.string(),
    v.regex(/^\d{1,3}$/, "INVALID_INPUT"),
    v.transform(Number),
    v.minValue(1, "INVALID_INPUT"),
    v.maxValue(PAGE_MOST, "INVALID_INPUT"),
  ),
  String(PAGE_MOST),
);

export const cursor = v.optional(v.pipe(v.string(), v.maxLength(100, "INVALID_INPUT")));

/** Of every list by time of change. */
export const ChangesQuery = v.strictObject({ updated_since: v.optional(isoTime), cursor, limit });

export const fromOf = (query: v.InferOutput<typeof ChangesQuery>): FeedFrom => ({
  cursor: query.cursor ?? null,
  since: query.updated_since ?? null,
  limit: query.limit,
});

/** A page as it is answered. */
export const pageAnswer = <Item>({ items, next, more }: FeedPage<Item>) => ({
  data: items,
  nextCursor: next,
  hasMore: more,
});
