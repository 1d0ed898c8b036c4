import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { hexDigest, isHmacSha256 } from "../hmac.ts";

const TOLERANCE_S = 300;
const SCHEME = "sha256=";

/**
 * `X-Chatwoot-Signature: sha256=<hex>` over `<X-Chatwoot-Timestamp>.<raw body>`, the timestamp in
 * seconds and at most five minutes off. Older installations sign nothing: without a secret everything
 * passes, and the address of the webhook is the only secret.
 */
export function chatwootVerifier({ webhookSecret }: Credentials): Verify {
  if (!webhookSecret) return () => true;
  return ({ headers, body, now }) => {
    const timestamp = headers.get("x-chatwoot-timestamp") ?? "";
    const given = headers.get("x-chatwoot-signature") ?? "";
    if (!given.startsWith(SCHEME) || !/^\d{1,12}$/.test(timestamp)) return false;
    if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
    const signature = hexDigest(given.slice(SCHEME.length));
    return signature !== null && isHmacSha256(webhookSecret, signature, Buffer.from(`${timestamp}.`), body);
  };
}
