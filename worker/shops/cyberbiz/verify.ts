import { signedIn } from "../signature.ts";

/** With the app's secret. It sends hex; its documentation says base64. */
export const cyberbizVerifier = signedIn("x-cyberbiz-hmac-sha256", ["hex", "base64"]);
