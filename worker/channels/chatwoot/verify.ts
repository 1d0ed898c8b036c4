import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { isTimestamped } from "../hmac.ts";

/**
 * `X-Chatwoot-Signature` with `X-Chatwoot-Timestamp`. Older installations sign nothing: without a secret
 * everything passes, and the address of the webhook is the only secret.
 */
export function chatwootVerifier({ webhookSecret }: Credentials): Verify {
  if (!webhookSecret) return () => true;
  const names = { timestamp: "x-chatwoot-timestamp", signature: "x-chatwoot-signature" };
  return (post) => isTimestamped(webhookSecret, post, names);
}
