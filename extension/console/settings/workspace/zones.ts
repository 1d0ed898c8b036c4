import { locale } from "../../../lib/i18n.ts";
import type { SelectOption } from "../../../ui/Select.tsx";

/** Every zone the browser knows with its distance from UTC now, and `current` even if it is none of them. */
export function zoneOptions(current: string): SelectOption<string>[] {
  const known = Intl.supportedValuesOf("timeZone");
  const zones = known.includes(current) ? known : [current, ...known];
  return zones.map((zone) => ({ value: zone, label: `${zone.replaceAll("_", " ")} (${offsetOf(zone)})` }));
}

function offsetOf(timeZone: string): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts();
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}

/** The time of day in a zone, such as `14:05`. `now` in UTC ms. */
export const timeIn = (timeZone: string, now: number): string =>
  new Intl.DateTimeFormat(locale.value, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(now);

/** Regions by their name in a language, in that language's order. */
export function regionOptions(regions: readonly string[], language: string): SelectOption<string>[] {
  const names = new Intl.DisplayNames(language, { type: "region" });
  return regions
    .map((region) => ({ value: region, label: `${names.of(region) ?? region} (${region})` }))
    .sort((a, b) => a.label.localeCompare(b.label, language));
}
