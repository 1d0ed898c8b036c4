import { sql } from "drizzle-orm";
import { moduleOn } from "../guards.ts";

/**
 * Lets pass of `json_each(…) j` what a shop still in use told, while the workspace has the pixel switched on:
 * rows carry the `connectionId` and `updatedAt` that let them in.
 */
export const standing = sql`join connection c on c.id = j.value ->> 'connectionId'
  and c.updated_at = j.value ->> 'updatedAt' and c.state <> 'disabled' and ${moduleOn("pixel")}`;
