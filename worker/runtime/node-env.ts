import * as v from "valibot";
import { mailConfig, type MailConfig, mailEnv } from "../mail/env.ts";
import { smsConfig, type SmsConfig, smsEnv } from "../sms/env.ts";
import { BadEnvironment, parseEnv, privateAddresses, publicUrl, sealingKey } from "./env.ts";

const port = v.pipe(
  v.string(),
  v.check(
    (text) => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_534,
    "must be a port number from 1 to 65534",
  ),
  v.transform(Number),
);

const NodeEnv = v.object({
  PORT: v.optional(port, "8787"),
  HOST: v.optional(v.string(), "127.0.0.1"),
  ALONGSIDE_DATA: v.optional(v.string(), "./.data"),
  ALONGSIDE_KEY: v.optional(sealingKey),
  ALONGSIDE_DEMO: v.optional(v.picklist(["on", "off"], "must be on or off")),
  ALONGSIDE_ALLOW_PRIVATE_ADDRESSES: privateAddresses,
  ALONGSIDE_LOG: v.optional(v.picklist(["requests", "errors"], "must be requests or errors")),
  ALONGSIDE_PAGES: v.optional(v.string()),
  PUBLIC_URL: v.optional(publicUrl),
  /** How many proxies of ours stand in front; each adds one address to X-Forwarded-For. */
  TRUST_PROXY: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (text) => /^\d$/.test(text),
        "must be the number of proxies in front of this server, such as 1",
      ),
      v.transform(Number),
    ),
    "0",
  ),
  NODE_ENV: v.optional(v.string()),
  ...mailEnv,
  ...smsEnv,
});

export interface NodeConfig {
  port: number;
  host: string;
  data: string;
  /** 32 bytes in base64; undefined: the one in the data folder. */
  key: string | undefined;
  demo: boolean;
  /** Providers, shops and media may be at private or unencrypted addresses. */
  allowPrivate: boolean;
  /** A line for each request goes to the standard output. */
  logRequests: boolean;
  /** Folder of the built pages; undefined: the build's own. */
  pages: string | undefined;
  publicUrl: string;
  proxies: number;
  /** null: this server sends no mail. */
  mail: MailConfig | null;
  /** null: this server sends no text messages. */
  sms: SmsConfig | null;
}

/** @throws {BadEnvironment} */
export function nodeConfig(env: Record<string, string | undefined>): NodeConfig {
  const parsed = parseEnv(NodeEnv, env);
  return {
    port: parsed.PORT,
    host: parsed.HOST,
    data: parsed.ALONGSIDE_DATA,
    logRequests:
      (parsed.ALONGSIDE_LOG ?? (parsed.NODE_ENV === "production" ? "requests" : "errors")) === "requests",
    key: parsed.ALONGSIDE_KEY,
    demo:
      parsed.ALONGSIDE_DEMO === "on" ||
      (parsed.ALONGSIDE_DEMO === undefined && parsed.NODE_ENV !== "production"),
    allowPrivate:
      parsed.ALONGSIDE_ALLOW_PRIVATE_ADDRESSES === "on" ||
      (parsed.ALONGSIDE_ALLOW_PRIVATE_ADDRESSES === undefined && parsed.NODE_ENV !== "production"),
    pages: parsed.ALONGSIDE_PAGES,
    publicUrl: parsed.PUBLIC_URL ?? `http://localhost:${parsed.PORT}`,
    proxies: parsed.TRUST_PROXY,
    mail: mailConfig(parsed, (sentence) => new BadEnvironment(sentence)),
    sms: smsConfig(parsed, (sentence) => new BadEnvironment(sentence)),
  };
}
