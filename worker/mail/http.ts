import { MailDelayed, type Mailer, MailRefused } from "./mailer.ts";

const TIMEOUT = 15_000;

/**
 * Mail through an HTTP service, on Workers and on Node: `POST <url>/emails` as Resend has it
 * (https://resend.com/docs/api-reference/emails/send-email).
 *
 * @param url of the service, without a slash at the end
 */
export function httpMailer({ url, token, from }: { url: string; token: string; from: string }): Mailer {
  return {
    async send({ id, to, subject, text, html, attachment }) {
      const response = await post(`${url}/emails`, {
        headers: {
          Authorization: `Bearer ${token}`,
          "Content-Type": "application/json",
          "Idempotency-Key": id,
        },
        body: JSON.stringify({
          from,
          to: [to],
          subject,
          text,
          html,
          ...(attachment
            ? {
                attachments: [
                  {
                    filename: attachment.name,
                    content_type: attachment.type,
                    content: Buffer.from(attachment.content).toString("base64"),
                  },
                ],
              }
            : {}),
        }),
      });
      await response.body?.cancel();
      const { status } = response;
      if (response.ok) return;
      if (status === 401 || status === 403) throw new MailRefused("sign_in");
      if (status === 429 || status >= 500) throw new MailDelayed(`busy_${status}`);
      throw new MailRefused(`refused_${status}`);
    },
  };
}

async function post(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
      ...init,
    });
  } catch (cause) {
    throw new MailDelayed("unreachable", cause);
  }
}
