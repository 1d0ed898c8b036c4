import { createHmac, timingSafeEqual } from "node:crypto";

/** How old a claim may be, ms: as long as a page may stand open before its script runs. */
export const OLDEST_CLAIM = 3_600_000;
/** How far the shop's clock may be ahead of ours, ms. */
const AHEAD = 300_000;

/**
 * The text a shop signs: each value with the number of its bytes, so that no two claims have the same text
 * wherever one value ends and the next begins.
 *
 * @param at when the shop signed, UTC ms
 */
export const claimText = (word: "identify" | "chat", values: readonly string[], at: number): string =>
  [word, ...values, String(at)].map((value) => `${Buffer.byteLength(value)}:${value},`).join("");

/** HMAC-SHA256 of the claim under the shop's key, in lower-case hex. */
export const signClaim = (key: string, text: string): string =>
  createHmac("sha256", key).update(text).digest("hex");

/** What a claim is about, in the order it is signed; what is left out is signed as an empty text. */
const VALUES = { identify: ["memberId", "email", "phone"], chat: ["visitor"] } as const;

export interface Claim {
  /** In the order they are signed. */
  values: readonly string[];
  /** When the shop signed, UTC ms. */
  at: number;
}

/**
 * A claim that the shop signed with its key, within the hour.
 *
 * @param given as it was posted: the values, `at` and `signature`
 * @returns a text says why it does not count
 */
export function readClaim(
  word: "identify" | "chat",
  given: unknown,
  shopKey: string,
  now: number,
): Claim | string {
  const fields = (typeof given === "object" && given !== null ? given : {}) as Record<string, unknown>;
  const at = Number(fields["at"]);
  const values = VALUES[word].map((name) => textOf(fields[name]));
  const [who] = values;
  if (!Number.isSafeInteger(at) || !who || !values.every((value) => value !== null))
    return "it does not say who and when";
  if (!isSigned(shopKey, claimText(word, values, at), fields["signature"]))
    return "the signature does not match";
  if (at < now - OLDEST_CLAIM) return "the signature is older than an hour";
  if (at > now + AHEAD) return "the signature is from the future";
  return { values, at };
}

/** Null for what is no text that libSQL keeps and UTF-8 can say. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value);
  return text.length <= 255 && !text.includes("\0") && text.isWellFormed() ? text : null;
}

function isSigned(key: string, text: string, signature: unknown): boolean {
  const expected = Buffer.from(signClaim(key, text));
  const given = Buffer.from(typeof signature === "string" ? signature : "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
