import { signedIn } from "../signature.ts";

/** With the app's secret. Its documentation shows base64; receivers in use verify hex. */
export const shoplineVerifier = signedIn("x-shopline-hmac-sha256", ["base64", "hex"]);
