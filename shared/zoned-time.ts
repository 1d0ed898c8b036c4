const DAY = 86_400_000;
const MINUTE = 60_000;
/** From here on a year has more than four digits. */
const YEAR_10000 = Date.UTC(10_000, 0, 1) - DAY;

/**
 * Writes times in a zone as ISO 8601 with the offset of that moment: `2026-11-20T00:00:00+08:00`.
 *
 * Asking Intl costs a hundred times what the rest does, so it is asked twice a day of the zone and for
 * each time of a day on which the clocks change.
 *
 * @param timeZone IANA name
 * @returns takes UTC ms
 */
export function zonedTime(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
  });
  const days = new Map<number, number | null>();

  /** In ms, whole minutes: old zones had seconds, ISO 8601 has none. */
  function offsetAt(at: number): number {
    const parts = format.formatToParts(at);
    const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
    const local = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return Math.round((local - Math.floor(at / 1000) * 1000) / MINUTE) * MINUTE;
  }

  function offsetOf(at: number): number {
    const day = Math.floor(at / DAY);
    let offset = days.get(day);
    if (offset === undefined) {
      const [first, last] = [offsetAt(day * DAY), offsetAt(day * DAY + DAY - 1)];
      offset = first === last ? first : null;
      days.set(day, offset);
    }
    return offset ?? offsetAt(at);
  }

  // Times mostly come in order: the date is that of the time before.
  let today = Number.NaN;
  let date = "";
  function dateOf(local: number): string {
    const day = Math.floor(local / DAY);
    if (day !== today) {
      today = day;
      date = new Date(local).toISOString().slice(0, 10);
    }
    return date;
  }

  return (at) => {
    if (at < 0 || at > YEAR_10000) return new Date(at).toISOString();
    const offset = offsetOf(at);
    const local = at + offset;
    const seconds = Math.floor((local - Math.floor(local / DAY) * DAY) / 1000);
    return `${dateOf(local)}T${clock(Math.floor(seconds / 60))}:${two(seconds % 60)}${signed(offset)}`;
  };
}

const TWO = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));
const two = (n: number): string => TWO[n] ?? String(n);

/** `14:05`, from minutes. */
const clock = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

const signed = (offset: number): string => `${offset < 0 ? "-" : "+"}${clock(Math.abs(offset) / MINUTE)}`;
