import { createHmac, randomBytes } from "node:crypto";
import type { Sealer } from "../../sealer.ts";

const PREFIX = "whsec_";

/** Of Standard Webhooks: 32 random bytes in base64 behind `whsec_`. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString("base64")}`;

const context = (endpointId: string): string => `webhook/${endpointId}`;

export const sealSecret = (sealer: Sealer, endpointId: string, secret: string): Promise<string> =>
  sealer.seal(context(endpointId), secret);

export const openSecret = (sealer: Sealer, endpointId: string, sealed: string): Promise<string> =>
  sealer.open(context(endpointId), sealed);

/**
 * `webhook-signature` of a message, one for each secret: while one is being replaced, both sign.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param timestamp whole seconds
 */
export const signatureOf = (
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): string =>
  secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(PREFIX.length), "base64");
      return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
    })
    .join(" ");
