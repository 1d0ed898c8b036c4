/** Checks an HMAC-SHA256 in constant time: WebCrypto compares it itself. */
export type Hmac = (signature: Uint8Array<ArrayBuffer>, signed: Uint8Array<ArrayBuffer>) => Promise<boolean>;

export async function hmacSha256(secret: string): Promise<Hmac> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  return (signature, signed) => crypto.subtle.verify("HMAC", key, signature, signed);
}

/** The bytes of a base64 text; null unless it is exactly 32 bytes, written the one canonical way. */
export function base64Digest(text: string): Uint8Array<ArrayBuffer> | null {
  return canonical(text, "base64");
}

/** The bytes of a hex text in lower case; null unless it is exactly 32 bytes. */
export function hexDigest(text: string): Uint8Array<ArrayBuffer> | null {
  return canonical(text, "hex");
}

function canonical(text: string, encoding: "base64" | "hex"): Uint8Array<ArrayBuffer> | null {
  const bytes = Buffer.from(text, encoding);
  if (bytes.length !== 32 || bytes.toString(encoding) !== text) return null;
  return new Uint8Array(bytes);
}
