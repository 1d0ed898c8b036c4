import { type SQL, sql } from "drizzle-orm";

/**
 * The rows of a select with one column `item` (JSON) as one JSON array, in its order. A screen's lists
 * ride in one statement this way: what they have in common is worked out, and compiled, once.
 */
export const jsonArrayOf = (select: SQL): SQL => sql`(select json_group_array(json(item)) from (${select}))`;
