import type { InStatement } from "@libsql/client";
import type { Database } from "../db/database.ts";
import { LINE_DEMO } from "./shop.ts";

/** Where the inbox was at the last start: those origins are taken back when it has moved. */
const REMEMBERED = "demo.origins";

/**
 * Tells the demo workspace where its inbox is this time: that page may frame the panel, and profiles of
 * LINE users are looked up at its stand-in for LINE's API, never at LINE. To be called at every start,
 * as the port may have changed. What an admin set besides stays.
 *
 * @param origin of the demo inbox on loopback, without a slash at the end
 * @param now UTC ms
 */
export async function pointDemoAt(db: Database, origin: string, now: number): Promise<void> {
  const origins = [origin, otherName(origin)];
  const before = await readOrigins(db);
  const allowed = before.allowed.filter((one) => !before.remembered.includes(one));
  const put = (name: string, value: string[]): InStatement => ({
    sql: `insert into setting (name, value, updated_at) values (?, ?, ?)
      on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at
      where value <> excluded.value`,
    args: [name, JSON.stringify(value), now],
  });
  await db.write([
    {
      sql: "update connection set settings = json_set(settings, '$.apiBase', ?), updated_at = ? where id = ?",
      args: [`${origin}/line`, now, LINE_DEMO.connectionId],
    },
    put("widgetOrigins", [...new Set([...allowed, ...origins])]),
    put(REMEMBERED, origins),
  ]);
}

async function readOrigins(db: Database): Promise<{ allowed: string[]; remembered: string[] }> {
  const [result] = await db.read([
    { sql: "select name, value from setting where name in ('widgetOrigins', ?)", args: [REMEMBERED] },
  ]);
  const of = (name: string): string[] => {
    const row = result?.rows.find((one) => one["name"] === name);
    return row ? (JSON.parse(String(row["value"])) as string[]) : [];
  };
  return { allowed: of("widgetOrigins"), remembered: of(REMEMBERED) };
}

/** The same page under loopback's other name: a person may type either. */
function otherName(origin: string): string {
  const url = new URL(origin);
  url.hostname = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
  return url.origin;
}
