import { sql } from "drizzle-orm";
import { settingOf } from "../../../shared/schemas/settings.ts";
import type { Database } from "../../db/database.ts";
import { prepare } from "../../db/statement.ts";

const select = prepare<Record<string, never>, { value: string }>(sql`
  select value from setting where name = 'widgetOrigins'`);

/**
 * Origins whose pages may frame this workspace's widget, for `frame-ancestors` and for the widget's
 * own allow-list. Asked before anybody is signed in: they are no secret, the header shows them anyway.
 */
export async function widgetOrigins(db: Database): Promise<string[]> {
  const statement = select({});
  const [result] = await db.read([statement]);
  return settingOf("widgetOrigins", result && statement.decode(result)[0]?.value);
}
