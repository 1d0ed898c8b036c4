import { sql } from "drizzle-orm";
import { SETTING_NAMES, settingOf, type SettingsView } from "../../../shared/schemas/settings.ts";
import { prepare } from "../../db/statement.ts";

export interface SettingRow {
  name: string;
  /** JSON. */
  value: string;
  /** UTC ms. */
  at: number;
}

/** Everything set in this workspace; other rooms' settings rest in the same table and are left out. */
export const selectSettings = prepare<Record<string, never>, SettingRow>(sql`
  select name, value, updated_at as at from setting
  where name in (${sql.raw(SETTING_NAMES.map((name) => `'${name}'`).join(", "))})`);

export function settingsOf(rows: readonly SettingRow[]): SettingsView {
  const found = new Map(rows.map((row) => [row.name, row]));
  return Object.fromEntries(
    SETTING_NAMES.map((name) => [
      name,
      { value: settingOf(name, found.get(name)?.value), at: found.get(name)?.at ?? null },
    ]),
    // Each name of SettingsView got its value from `settingOf` of that name.
  ) as SettingsView;
}
