import { createTransport } from "nodemailer";
import { MailDelayed, type Mailer, MailRefused } from "./mailer.ts";

/** Shorter than a job's lease. */
const TIMEOUT = 15_000;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Mail by SMTP, on Node. A password is sent over TLS only, except on this very machine.
 *
 * @param url `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`
 * @param from as it stands in the message: `Shop <chat@shop.tw>`
 */
export function smtpMailer(url: string, from: string): Mailer {
  const { protocol, hostname, username } = new URL(url);
  const transport = createTransport({
    url,
    requireTLS: protocol === "smtp:" && username !== "" && !LOOPBACK.has(hostname),
    connectionTimeout: TIMEOUT,
    greetingTimeout: TIMEOUT,
    socketTimeout: TIMEOUT,
    // The message is made here; nothing in it names a file or an address to read from.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([^>\s]+)/.exec(from)?.[1] ?? hostname;
  return {
    async send({ id, to, subject, text, html, attachment }) {
      try {
        await transport.sendMail({
          messageId: `<${id}@${domain}>`,
          from,
          // An object is taken as it is, never parsed into several.
          to: { name: "", address: to },
          subject,
          text,
          html,
          attachments: attachment
            ? [
                {
                  filename: attachment.name,
                  contentType: attachment.type,
                  content: Buffer.from(attachment.content),
                },
              ]
            : [],
        });
      } catch (error) {
        throw outcomeOf(error);
      }
    },
  };
}

/** https://nodemailer.com/errors */
function outcomeOf(error: unknown): MailRefused | MailDelayed {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (code === "EAUTH" || code === "ENOAUTH" || code === "EOAUTH2") return new MailRefused("sign_in", error);
  if (code === "ETLS") return new MailRefused("no_tls", error);
  if (responseCode === undefined) return new MailDelayed("unreachable", error);
  return responseCode >= 500
    ? new MailRefused(`refused_${responseCode}`, error)
    : new MailDelayed(`busy_${responseCode}`, error);
}
