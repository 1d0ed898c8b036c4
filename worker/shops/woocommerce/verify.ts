import type { RawPost } from "../../channels/channel.ts";
import { signedIn } from "../signature.ts";

/** Base64, with the webhook's own secret. */
export const wooVerifier = signedIn("x-wc-webhook-signature", ["base64"]);

/** Saving a webhook posts its number as an unsigned form, and wants to hear 200. */
export const isPing = ({ headers, body }: RawPost): boolean =>
  headers.get("x-wc-webhook-topic") === null &&
  body.byteLength < 64 &&
  /^webhook_id=\d{1,20}$/.test(new TextDecoder().decode(body).trim());
