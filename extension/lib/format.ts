import { minorDigits } from "../../shared/money.ts";
import { locale } from "./i18n/locale.ts";

/** Keeps what it made: making an Intl format costs more than using it a hundred times. */
function formats<Options extends object, Format>(Kind: new (locale: string, options: Options) => Format) {
  const made = new Map<string, Format>();
  return (options: Options): Format => {
    const key = locale.value + JSON.stringify(options);
    let format = made.get(key);
    if (!format) {
      format = new Kind(locale.value, options);
      made.set(key, format);
    }
    return format;
  };
}

const dateFormat = formats(Intl.DateTimeFormat);
const numberFormat = formats(Intl.NumberFormat);
const relativeFormat = formats(Intl.RelativeTimeFormat);
const listFormat = formats(Intl.ListFormat);

/** Midnight at the start of the local day of `at`, UTC ms. */
export const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);

/** `2026-05-03`, local, as a date input holds it. */
export function dateInputValue(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The start of the local day a date input holds; null while it is incomplete. */
export function dateInputTime(value: string): number | null {
  const at = new Date(`${value}T00:00:00`).getTime();
  return Number.isNaN(at) ? null : at;
}

/** Whole local days between the two days: 0 the same day, 1 the day before. */
function daysBefore(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
}

/** `14:05` */
export const formatTime = (at: number): string =>
  dateFormat({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);

/** `3 May 2026, 14:05`, for a tooltip. */
export const formatFull = (at: number): string =>
  dateFormat({
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);

/** Heading of a day: today, yesterday, `Sunday, 3 May`, with the year when it is another one. */
export function formatDay(at: number, now: number): string {
  const days = daysBefore(at, now);
  if (days === 0 || days === 1) return relativeDay(days);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dateFormat({
    weekday: "long",
    month: "long",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" as const }),
  }).format(at);
}

/** As short as stays clear: `14:05` today, `yesterday`, `3 May`, `3 May 2025`. */
export function formatWhen(at: number, now: number): string {
  const days = daysBefore(at, now);
  if (days === 0) return formatTime(at);
  if (days === 1) return relativeDay(1);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dateFormat({
    month: "short",
    day: "numeric",
    ...(sameYear ? {} : { year: "numeric" as const }),
  }).format(at);
}

function relativeDay(days: number): string {
  return relativeFormat({ numeric: "auto" }).format(-days, "day");
}

/** `3 May 2026` of a day of the calendar, `2026-05-03`; a text that is none as it is. */
export function formatCalendarDay(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(at)) return day;
  return dateFormat({ timeZone: "UTC", year: "numeric", month: "short", day: "numeric" }).format(at);
}

/** `3 May 2026, 14:05`, as clocks in that zone show it. */
export const formatInZone = (at: number, timeZone: string): string =>
  dateFormat({
    timeZone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);

/** `Amy, Bo, and Cy`, as the language joins them. */
export const formatList = (texts: readonly string[]): string => listFormat({}).format(texts);

/** A number with every digit it has. */
export const formatExact = (n: number): string => numberFormat({ maximumSignificantDigits: 17 }).format(n);

/** A number with the language's grouping. */
export const formatNumber = (n: number): string => numberFormat({}).format(n);

/** An amount in minor units, as the language writes that currency; a whole one without decimals. */
export function formatMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const format = numberFormat({
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    trailingZeroDisplay: "stripIfInteger",
  });
  return format.format(minor / 10 ** digits);
}
