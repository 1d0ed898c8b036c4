import { timingSafeEqual } from "node:crypto";
import { sha256 } from "../../domain/batch.ts";
import type { Credentials } from "../../domain/connections/credentials.ts";
import type { Handshake, Verify } from "../channel.ts";
import { hexDigest, isHmacSha256 } from "../hmac.ts";

const SCHEME = "sha256=";
const CHALLENGE_MAX = 1000;

/**
 * `X-Hub-Signature-256` of everything Meta sends: lower-case hex of the HMAC-SHA256 of the raw body with
 * the app's secret. Meta escapes what is not ASCII, so the bytes count and not what they mean.
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 */
export function metaVerifier({ appSecret }: Credentials): Verify {
  return ({ headers, body }) => {
    const given = headers.get("x-hub-signature-256") ?? "";
    if (appSecret === undefined || !given.startsWith(SCHEME)) return false;
    const signature = hexDigest(given.slice(SCHEME.length));
    return signature !== null && isHmacSha256(appSecret, signature, body);
  };
}

/** `hub.challenge`, which Meta wants back when a webhook is set up, for whoever knows our verify token. */
export function metaHandshake({ verifyToken }: Credentials): Handshake {
  return (query) => {
    const challenge = query.get("hub.challenge") ?? "";
    const given = query.get("hub.verify_token") ?? "";
    if (query.get("hub.mode") !== "subscribe" || verifyToken === undefined) return null;
    // Digests, since only what is equally long can be compared in constant time.
    if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(verifyToken)))) return null;
    return challenge.length <= CHALLENGE_MAX ? challenge : null;
  };
}
