/** Reading what others send: whatever is not as expected is absent, never an exception. */

export type Json = Record<string, unknown>;

export const object = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A text without U+0000, which an embedded file reads back cut; undefined when it is none or empty. */
export function text(value: unknown, max = 10_000): string | undefined {
  if (typeof value !== "string") return undefined;
  const clean = value.replaceAll("\0", "").slice(0, max).toWellFormed();
  return clean === "" ? undefined : clean;
}

/** An id of theirs, whether it comes as a text or as a number. */
export function externalId(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined;
  return typeof value === "string" && value.length <= 255 && !value.includes("\0") && value !== ""
    ? value
    : undefined;
}

export const number = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;

/** A time in whole milliseconds that a database and a `Date` both hold. */
export function milliseconds(value: unknown): number | undefined {
  const ms = Math.trunc(number(value) ?? Number.NaN);
  return ms >= 0 && ms <= 8.64e15 ? ms : undefined;
}

export const isHttpUrl = (value: string): boolean =>
  URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);

export function httpUrl(value: unknown): string | undefined {
  const url = text(value, 2000);
  return url !== undefined && isHttpUrl(url) ? url : undefined;
}

/** The given fields that are there. */
export function present<T extends Json>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** SHA-256 in base64url: the name of an event that has none. */
export async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("base64url");
}
