/** 256 random bits in base64url: session tokens, codes and one-time links. Only its hash is stored. */
export function newToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}
