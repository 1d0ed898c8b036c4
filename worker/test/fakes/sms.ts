import { httpSms } from "../../sms/http.ts";
import type { SmsGateway } from "../../sms/gateway.ts";
import { type Answer, serve } from "./server.ts";

export const SMS_TOKEN = "sms-gateway-token";

/** A gateway as docs/crm.md asks for one. */
export interface FakeSms {
  url: string;
  gateway: SmsGateway;
  sent: { id: string; to: string; text: string }[];
  /** Answers the next requests instead, one each. */
  instead: Answer[];
  /** The code in the newest message. */
  code(): string;
}

export async function fakeSms(): Promise<FakeSms> {
  const sent: FakeSms["sent"] = [];
  const instead: Answer[] = [];
  const base = await serve((request, { pathname }, told) => {
    const answer = instead.shift();
    if (answer) return answer;
    if (request.headers.authorization !== `Bearer ${SMS_TOKEN}`) return { status: 401 };
    if (request.method !== "POST" || pathname !== "/messages") return { status: 404 };
    sent.push(JSON.parse(told) as FakeSms["sent"][number]);
    return { status: 202 };
  });
  const url = `${base}/messages`;
  return {
    url,
    gateway: httpSms({ url, token: SMS_TOKEN }),
    sent,
    instead,
    code: () => /\d{6}/.exec(sent.at(-1)?.text ?? "")?.[0] ?? "",
  };
}
