import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Verify } from "../channel.ts";
import { base64Digest, hmacSha256 } from "../hmac.ts";

/** `x-line-signature`: base64 of the HMAC-SHA256 of the raw body with the channel secret. */
export async function lineVerifier({ channelSecret }: Credentials): Promise<Verify> {
  if (!channelSecret) return async () => false;
  const hmac = await hmacSha256(channelSecret);
  return async ({ headers, body }) => {
    const signature = base64Digest(headers.get("x-line-signature") ?? "");
    return signature !== null && hmac(signature, body);
  };
}
