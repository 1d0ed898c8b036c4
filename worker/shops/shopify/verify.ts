import { signedIn } from "../signature.ts";

/** https://shopify.dev/docs/apps/build/webhooks/verify-deliveries: base64, with the app's client secret. */
export const shopifyVerifier = signedIn("x-shopify-hmac-sha256", ["base64"]);
