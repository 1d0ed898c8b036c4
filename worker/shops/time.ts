import { text } from "../channels/read.ts";

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})$/;
const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}$/;

/** ISO 8601 with a zone, in UTC ms; undefined for anything else. */
export function zonedTime(value: unknown): number | undefined {
  const written = text(value, 40)?.trim() ?? "";
  const at = ISO.test(written) ? Date.parse(written) : Number.NaN;
  return at >= 0 ? at : undefined;
}

/** A time without a zone that is meant in one, as `Z` or `+08:00`. */
export function localTime(value: unknown, offset: string): number | undefined {
  const written = text(value, 40)?.trim() ?? "";
  return LOCAL.test(written) ? zonedTime(`${written.replace(" ", "T")}${offset}`) : undefined;
}

/** The other way round: UTC ms as a time of that zone without saying so, by the second. */
export function asLocal(at: number, offset: string): string {
  const hours = offset === "Z" ? 0 : Number(offset.slice(0, 3));
  return new Date(at + hours * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
}

/**
 * A shop writes its changes by the second, and some happen within one. The rest of the time tells which
 * came first: a number from 0 to 999.
 */
export const withinSecond = (at: number, rank: number): number =>
  Math.floor(at / 1000) * 1000 + Math.min(Math.max(Math.trunc(rank), 0), 999);
