import * as v from "valibot";

const MAIL_ADDRESS = /^(?:[^<>\r\n"]+ <[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/;

const urlOf = (schemes: RegExp, sentence: string) =>
  v.pipe(
    v.string(),
    v.check((text) => schemes.test(URL.parse(text)?.protocol ?? ""), sentence),
  );

/** How mail goes out: by SMTP (on Node), through an HTTP service, or not at all. */
export const mailEnv = {
  ALONGSIDE_SMTP_URL: v.optional(
    urlOf(/^smtps?:$/, "must be smtp://user:password@host:587 or smtps://user:password@host:465"),
  ),
  ALONGSIDE_MAIL_URL: v.optional(
    urlOf(/^https?:$/, "must be the http or https address of a mail service, such as https://api.resend.com"),
  ),
  ALONGSIDE_MAIL_TOKEN: v.optional(v.string()),
  ALONGSIDE_MAIL_FROM: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => MAIL_ADDRESS.test(text), "must be an address such as Shop <chat@shop.tw>"),
    ),
  ),
};

/** Who the mails are from, and the one way they go out by. */
export type MailConfig =
  | { kind: "smtp"; url: string; from: string }
  | { kind: "http"; url: string; token: string; from: string };

interface Parsed {
  ALONGSIDE_SMTP_URL?: string | undefined;
  ALONGSIDE_MAIL_URL?: string | undefined;
  ALONGSIDE_MAIL_TOKEN?: string | undefined;
  ALONGSIDE_MAIL_FROM?: string | undefined;
}

/**
 * @returns null when this server sends no mail
 * @throws {Error} made by `bad` from one sentence, when what is set does not go together
 */
export function mailConfig(env: Parsed, bad: (sentence: string) => Error): MailConfig | null {
  const { ALONGSIDE_SMTP_URL: smtp, ALONGSIDE_MAIL_URL: http, ALONGSIDE_MAIL_TOKEN: token } = env;
  const from = env.ALONGSIDE_MAIL_FROM;
  if (smtp !== undefined && http !== undefined) {
    throw bad("ALONGSIDE_SMTP_URL and ALONGSIDE_MAIL_URL are two ways to send mail: set one of them.");
  }
  if (smtp === undefined && http === undefined) return null;
  if (from === undefined) throw bad("ALONGSIDE_MAIL_FROM is missing: it says whom mails are from.");
  if (smtp !== undefined) return { kind: "smtp", url: smtp, from };
  if (token === undefined) throw bad("ALONGSIDE_MAIL_TOKEN is missing: the mail service asks for it.");
  return { kind: "http", url: (http ?? "").replace(/\/+$/, ""), token, from };
}
