import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseCsv } from "../../shared/csv.ts";
import { newId } from "../domain/id.ts";
import { type Edge, startEdge } from "../test/edge-workspace.ts";
import { insertMessages } from "../test/messages.ts";
import { rowsOf } from "../test/work.ts";
import { insertContact, TEST_NOW } from "../test/workspace.ts";
import { httpMailer } from "./http.ts";
import { MailDelayed, MailRefused } from "./mailer.ts";

/** A mail service as Resend publishes its API. */
const taken: { headers: NodeJS.Dict<string | string[]>; body: Record<string, unknown> }[] = [];
const instead: number[] = [];
const service = createServer((request, response) => {
  let text = "";
  request.setEncoding("utf8");
  request.on("data", (chunk: string) => (text += chunk));
  request.on("end", () => {
    const status = request.headers.authorization === "Bearer right" ? (instead.shift() ?? 200) : 401;
    if (status === 200 && request.url === "/emails") {
      taken.push({ headers: request.headers, body: JSON.parse(text) as Record<string, unknown> });
    }
    response.writeHead(status, { "Content-Type": "application/json" }).end("{}");
  });
});
let url = "";
let edge: Edge;

beforeAll(async () => {
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  edge = await startEdge(undefined, {
    ALONGSIDE_MAIL_URL: url,
    ALONGSIDE_MAIL_TOKEN: "right",
    ALONGSIDE_MAIL_FROM: "Shop <chat@shop.tw>",
  });
}, 60_000);
afterAll(async () => {
  await edge?.stop();
  service.close();
});
beforeEach(() => {
  taken.length = 0;
});

const message = { id: "m-1", to: "a@b.test", subject: "s", text: "t", html: "<p>t</p>" };

test("each answer of a service is a taken mail, a refusal or a delay", async () => {
  const mailer = httpMailer({ url, token: "right", from: "Shop <chat@shop.tw>" });
  await mailer.send(message);
  expect(taken[0]).toMatchObject({
    headers: { "idempotency-key": "m-1" },
    body: { from: "Shop <chat@shop.tw>", to: ["a@b.test"], subject: "s", text: "t", html: "<p>t</p>" },
  });
  for (const [status, kind, problem] of [
    [422, MailRefused, "refused_422"],
    [302, MailRefused, "refused_302"],
    [429, MailDelayed, "busy_429"],
    [500, MailDelayed, "busy_500"],
  ] as const) {
    instead.push(status);
    const outcome = await mailer.send(message).catch((error: unknown) => error);
    expect(outcome).toBeInstanceOf(kind);
    expect(outcome).toMatchObject({ problem });
  }
  const stranger = httpMailer({ url, token: "wrong", from: "a@b.test" });
  await expect(stranger.send(message)).rejects.toMatchObject({ problem: "sign_in" });
  const nobody = httpMailer({ url: "http://127.0.0.1:1", token: "right", from: "a@b.test" });
  await expect(nobody.send(message)).rejects.toMatchObject({ problem: "unreachable" });
});

test("in workerd a conversation goes out through the service, after a delay too", async () => {
  const shop = await edge.createWorkspace();
  const made = await insertContact(shop.db, TEST_NOW);
  await insertMessages(shop.db, made, [{ text: "你好", at: TEST_NOW }]);
  instead.push(503);
  await shop.client("admin").conversations.exportByMail.mutate({
    operationId: newId(TEST_NOW),
    contactId: made.contactId,
    to: "admin@shop.test",
    form: "attachment",
    language: "en",
  });
  await edge.dispatch(`/test/queue?slug=${shop.slug}`);
  const mails = () => rowsOf(shop, "select state, error from mail");
  expect(await mails()).toEqual([{ state: "waiting", error: "busy_503" }]);
  await shop.db.write(["update job set run_at = 0"]);
  await edge.dispatch(`/test/queue?slug=${shop.slug}`);
  expect(await mails()).toEqual([{ state: "sent", error: null }]);
  const [attachment] = (taken[0]?.body["attachments"] ?? []) as { content: string }[];
  expect(parseCsv(Buffer.from(attachment?.content ?? "", "base64").toString())[1]).toEqual([
    "2026-11-20T00:00:00+08:00",
    "customer",
    "王小明",
    "你好",
  ]);
  expect(shop.reported).toEqual([]);
});
