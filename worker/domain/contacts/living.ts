import { sql } from "drizzle-orm";

/** The contact of the placeholder `contactId`, as SQL; null when it is deleted or was never there. */
export const livingContact = sql`(select id from contact where id = ${sql.placeholder("contactId")} and deleted_at is null)`;
