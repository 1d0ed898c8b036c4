import { type SmsGateway, SmsNotSent } from "./gateway.ts";

const TIMEOUT = 10_000;

/**
 * Text messages through an HTTP service: `POST <url>` with the bearer token and `{"id", "to", "text"}`, as
 * docs/crm.md describes; any 2xx means that it was taken over.
 */
export function httpSms({ url, token }: { url: string; token: string }): SmsGateway {
  return {
    async send(message) {
      const response = await post(url, token, JSON.stringify(message));
      await response.body?.cancel();
      if (!response.ok) throw new SmsNotSent(`sms_${response.status}`);
    },
  };
}

async function post(url: string, token: string, body: string): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT),
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body,
    });
  } catch (cause) {
    throw new SmsNotSent("unreachable", { cause });
  }
}
