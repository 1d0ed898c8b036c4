import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { base64Digest, isHmacSha256 } from "../hmac.ts";

/** `x-line-signature`: base64 of the HMAC-SHA256 of the raw body with the channel secret. */
export function lineVerifier({ channelSecret }: Credentials): Verify {
  return ({ headers, body }) => {
    const signature = base64Digest(headers.get("x-line-signature") ?? "");
    return channelSecret !== undefined && signature !== null && isHmacSha256(channelSecret, signature, body);
  };
}
