const formats = new Map<string, Intl.DateTimeFormat>();

/** Making an Intl format costs more than using it a hundred times. */
function wallClock(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(zone, format);
  }
  return format;
}

/** What clocks in that zone show at `at` (UTC ms): `2026-11-20T09:30`, as a datetime-local input holds it. */
export function wallTimeOf(at: number, zone: string): string {
  const parts = Object.fromEntries(
    wallClock(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const year = (parts["year"] ?? "").padStart(4, "0");
  return `${year}-${parts["month"]}-${parts["day"]}T${parts["hour"]}:${parts["minute"]}`;
}

/**
 * When clocks in that zone show `wall` (`2026-11-20T09:30`), UTC ms. Where clocks show it twice, the
 * first time; null where they skip it, and for what is no time.
 */
export function timeOfWall(wall: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(wall)) return null;
  const asUtc = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(asUtc)) return null;
  const DAY = 86_400_000;
  // The zone's offsets around that day: before and after a change of clocks.
  const offsets = [asUtc - DAY, asUtc + DAY].map((at) => Date.parse(`${wallTimeOf(at, zone)}:00Z`) - at);
  const found = offsets.map((offset) => asUtc - offset).filter((at) => wallTimeOf(at, zone) === wall);
  return found.length === 0 ? null : Math.min(...found);
}
