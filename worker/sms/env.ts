import * as v from "valibot";

/** How text messages go out: through an HTTP gateway, or not at all. */
export const smsEnv = {
  ALONGSIDE_SMS_URL: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""),
        "must be the http or https address that takes text messages",
      ),
    ),
  ),
  ALONGSIDE_SMS_TOKEN: v.optional(v.string()),
};

export interface SmsConfig {
  url: string;
  token: string;
}

/**
 * @returns null when this server sends no text messages
 * @throws {Error} made by `bad` from one sentence, when what is set does not go together
 */
export function smsConfig(
  env: { ALONGSIDE_SMS_URL?: string | undefined; ALONGSIDE_SMS_TOKEN?: string | undefined },
  bad: (sentence: string) => Error,
): SmsConfig | null {
  const { ALONGSIDE_SMS_URL: url, ALONGSIDE_SMS_TOKEN: token } = env;
  if (url === undefined) return null;
  if (token === undefined) throw bad("ALONGSIDE_SMS_TOKEN is missing: the SMS gateway asks for it.");
  return { url, token };
}
