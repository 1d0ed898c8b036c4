import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { isTimestamped } from "../hmac.ts";

/**
 * `X-Alongside-Signature: sha256=<hex>` over `<X-Alongside-Timestamp>.<raw body>` under the site's key, the
 * timestamp in seconds and at most five minutes off.
 */
export function websiteVerifier({ siteKey }: Credentials): Verify {
  return (post) =>
    siteKey !== undefined &&
    isTimestamped(siteKey, post, { timestamp: "x-alongside-timestamp", signature: "x-alongside-signature" });
}
