import { expect, test } from "vitest";
import { passedHeaders } from "./relay.ts";

test("what proves and describes a post goes on; what belongs to one hop, or a proxy wrote, does not", () => {
  const goesOn = {
    "content-type": "application/json; charset=utf-8",
    "x-hub-signature-256": "sha256=00",
    "x-line-signature": "AA==",
    "user-agent": "LineBotWebhook/2.0",
  };
  const stays = {
    Host: "alongside.test",
    Connection: "keep-alive, X-Named",
    "X-Named": "1",
    "Content-Length": "2",
    "Transfer-Encoding": "chunked",
    "X-Forwarded-For": "10.0.0.1",
    "X-Forwarded-Proto": "https",
    "CF-Ray": "1",
    Via: "1.1 proxy",
  };
  const passed = passedHeaders(new Headers({ ...goesOn, ...stays }));
  expect(Object.fromEntries(passed)).toEqual(goesOn);
});
