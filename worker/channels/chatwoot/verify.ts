import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { hexDigest, hmacSha256 } from "../hmac.ts";

const TOLERANCE_S = 300;

/**
 * `X-Chatwoot-Signature: sha256=<hex>` over `<X-Chatwoot-Timestamp>.<raw body>`, the timestamp in
 * seconds and at most five minutes off. Older installations sign nothing: without a secret everything
 * passes, and the address of the webhook is the only secret.
 */
export async function chatwootVerifier({ webhookSecret }: Credentials): Promise<Verify> {
  if (!webhookSecret) return async () => true;
  const hmac = await hmacSha256(webhookSecret);
  return async ({ headers, body, now }) => {
    const timestamp = headers.get("x-chatwoot-timestamp") ?? "";
    const [scheme, hex = ""] = (headers.get("x-chatwoot-signature") ?? "").split("=");
    if (scheme !== "sha256" || !/^\d{1,12}$/.test(timestamp)) return false;
    if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return false;
    const signature = hexDigest(hex);
    return (
      signature !== null &&
      hmac(signature, new Uint8Array(Buffer.concat([Buffer.from(`${timestamp}.`), body])))
    );
  };
}
