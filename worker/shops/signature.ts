import type { Verify } from "../channels/channel.ts";
import { base64Digest, hexDigest, isHmacSha256 } from "../channels/hmac.ts";
import type { Credentials } from "../domain/connections/credentials.ts";

const READERS = { base64: base64Digest, hex: hexDigest };

/** HMAC-SHA256 of the raw body with the shop's secret, in a header, written in one of these ways. */
export const signedIn =
  (header: string, encodings: readonly (keyof typeof READERS)[]) =>
  ({ webhookSecret }: Credentials): Verify =>
  ({ headers, body }) => {
    const given = headers.get(header) ?? "";
    if (!webhookSecret) return false;
    return encodings.some((encoding) => {
      const signature = READERS[encoding](given);
      return signature !== null && isHmacSha256(webhookSecret, signature, body);
    });
  };
