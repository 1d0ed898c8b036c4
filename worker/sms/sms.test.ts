import { expect, test } from "vitest";
import { fakeSms } from "../test/fakes/sms.ts";
import { smsConfig } from "./env.ts";
import { SmsNotSent } from "./gateway.ts";
import { httpSms } from "./http.ts";

const message = { id: "1", to: "+886912345678", text: "123456" };

test("a message goes out once the gateway has taken it; anything else says nothing of what was sent", async () => {
  const { gateway, sent, instead } = await fakeSms();
  await gateway.send(message);
  expect(sent).toEqual([message]);
  for (const status of [302, 400, 429, 500]) {
    instead.push({ status });
    const refused = gateway.send(message);
    await expect(refused).rejects.toThrow(SmsNotSent);
    await expect(refused).rejects.toThrow(`sms_${status}`);
  }
  await expect(httpSms({ url: "http://127.0.0.1:9/", token: "t" }).send(message)).rejects.toThrow(
    "unreachable",
  );
});

test("without an address none are sent; an address needs a token", () => {
  const bad = (sentence: string) => new Error(sentence);
  expect(smsConfig({}, bad)).toBeNull();
  expect(() => smsConfig({ ALONGSIDE_SMS_URL: "https://sms.test" }, bad)).toThrow("ALONGSIDE_SMS_TOKEN");
  expect(smsConfig({ ALONGSIDE_SMS_URL: "https://sms.test", ALONGSIDE_SMS_TOKEN: "t" }, bad)).toEqual({
    url: "https://sms.test",
    token: "t",
  });
});
