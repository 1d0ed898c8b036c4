import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether `signature` is the HMAC-SHA256 of what is signed, compared in constant time. WebCrypto does the
 * same for eight times the processor time, and on another thread.
 */
export function isHmacSha256(secret: string, signature: Uint8Array, ...signed: Uint8Array[]): boolean {
  const hmac = createHmac("sha256", secret);
  for (const part of signed) hmac.update(part);
  return timingSafeEqual(hmac.digest(), signature);
}

const SCHEME = "sha256=";
const TOLERANCE_S = 300;

/**
 * `sha256=<hex>` over `<timestamp>.<raw body>`, the timestamp in seconds and at most five minutes off: what was
 * overheard cannot be posted again later.
 *
 * @param names of the headers, in lower case
 */
export function isTimestamped(
  secret: string,
  { headers, body, now }: { headers: Headers; body: Uint8Array; now: number },
  names: { timestamp: string; signature: string },
): boolean {
  const timestamp = headers.get(names.timestamp) ?? "";
  const given = headers.get(names.signature) ?? "";
  if (!given.startsWith(SCHEME) || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
  const signature = hexDigest(given.slice(SCHEME.length));
  return signature !== null && isHmacSha256(secret, signature, Buffer.from(`${timestamp}.`), body);
}

/** The bytes of a base64 text; null unless it is exactly 32 bytes, written the one canonical way. */
export function base64Digest(text: string): Uint8Array | null {
  return canonical(text, "base64");
}

/** The bytes of a hex text in lower case; null unless it is exactly 32 bytes. */
export function hexDigest(text: string): Uint8Array | null {
  return canonical(text, "hex");
}

function canonical(text: string, encoding: "base64" | "hex"): Uint8Array | null {
  const bytes = Buffer.from(text, encoding);
  if (bytes.length !== 32 || bytes.toString(encoding) !== text) return null;
  return bytes;
}
