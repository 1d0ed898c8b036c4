import type { Database } from "../db/database.ts";
import { LINE_DEMO } from "./shop.ts";

/**
 * Tells the demo workspace where its inbox is this time: that page may frame the panel, and profiles of
 * LINE users are looked up at its stand-in for LINE's API, never at LINE. To be called at every start,
 * as the port may have changed.
 *
 * @param origin of the demo inbox, without a slash at the end
 * @param now UTC ms
 */
export async function pointDemoAt(db: Database, origin: string, now: number): Promise<void> {
  await db.write([
    {
      sql: `update connection set settings = json_set(settings, '$.apiBase', ?), updated_at = ? where id = ?`,
      args: [`${origin}/line`, now, LINE_DEMO.connectionId],
    },
    {
      sql: `insert into setting (name, value, updated_at) values ('widgetOrigins', json_array(?), ?)
        on conflict (name) do update set updated_at = excluded.updated_at,
          value = json_insert(setting.value, '$[#]', ?)
        where not exists (select 1 from json_each(setting.value) where value = ?)`,
      args: [origin, now, origin, origin],
    },
  ]);
}
