import { expect, test } from "vitest";
import { BadEnvironment } from "../runtime/env.ts";
import { nodeConfig } from "../runtime/node-env.ts";

const SMTP = "smtps://user:pass@mail.shop.tw";
const FROM = "Shop <chat@shop.tw>";

test("mail goes by SMTP, through a service, or not at all", () => {
  expect(nodeConfig({}).mail).toBeNull();
  expect(nodeConfig({ ALONGSIDE_MAIL_FROM: FROM }).mail).toBeNull();
  expect(nodeConfig({ ALONGSIDE_SMTP_URL: SMTP, ALONGSIDE_MAIL_FROM: FROM }).mail).toEqual({
    kind: "smtp",
    url: SMTP,
    from: FROM,
  });
  const service = {
    ALONGSIDE_MAIL_URL: "https://api.resend.com/",
    ALONGSIDE_MAIL_TOKEN: "token",
    ALONGSIDE_MAIL_FROM: "chat@shop.tw",
  };
  expect(nodeConfig(service).mail).toEqual({
    kind: "http",
    url: "https://api.resend.com",
    token: "token",
    from: "chat@shop.tw",
  });
});

test.each([
  [{ ALONGSIDE_SMTP_URL: "mail.shop.tw:25", ALONGSIDE_MAIL_FROM: FROM }, "ALONGSIDE_SMTP_URL must be"],
  [{ ALONGSIDE_SMTP_URL: SMTP }, "ALONGSIDE_MAIL_FROM is missing"],
  [{ ALONGSIDE_SMTP_URL: SMTP, ALONGSIDE_MAIL_FROM: "not an address" }, "ALONGSIDE_MAIL_FROM must be"],
  [
    { ALONGSIDE_MAIL_URL: "https://api.resend.com", ALONGSIDE_MAIL_FROM: FROM },
    "ALONGSIDE_MAIL_TOKEN is missing",
  ],
  [
    { ALONGSIDE_SMTP_URL: SMTP, ALONGSIDE_MAIL_URL: "https://api.resend.com", ALONGSIDE_MAIL_FROM: FROM },
    "two ways to send mail",
  ],
])("%o is refused at the start, by name", (env, sentence) => {
  expect(() => nodeConfig(env)).toThrow(BadEnvironment);
  expect(() => nodeConfig(env)).toThrow(sentence);
});
