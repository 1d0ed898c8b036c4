const DAY = 86_400_000;

/** A day begins at one of these at most, so that between two of them nothing changes. */
const QUARTER = 900_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
  });
  formats.set(timeZone, format);
  return format;
}

/** The wall clock of a zone, as if it were UTC: ms. */
function wallClock(at: number, timeZone: string): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

const KEPT = 100;
const known = new Map<string, number>();

/**
 * The first instant of a day in a zone, where a day may begin at one o'clock since the clocks go forward
 * at midnight.
 *
 * @param at UTC ms, within the day `daysAgo` days after the one that is meant
 * @param timeZone IANA name
 * @returns UTC ms
 */
export function startOfDay(at: number, timeZone: string, daysAgo = 0): number {
  const key = `${timeZone}/${Math.floor(at / QUARTER)}/${daysAgo}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const start = search(at, timeZone, daysAgo);
  if (known.size >= KEPT) known.clear();
  known.set(key, start);
  return start;
}

function search(at: number, timeZone: string, daysAgo: number): number {
  const today = new Date(wallClock(at, timeZone));
  const midnight = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - daysAgo);
  // Zones are at most 14 hours ahead and 12 behind.
  let [before, after] = [midnight - DAY, midnight + DAY];
  while (after - before > 1000) {
    const middle = Math.floor((before + after) / 2000) * 1000;
    if (wallClock(middle, timeZone) < midnight) before = middle;
    else after = middle;
  }
  return after;
}
