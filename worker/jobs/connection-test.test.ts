import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, expect, test } from "vitest";
import type { TestStep } from "../../shared/schemas/connections.ts";
import { newId } from "../domain/id.ts";
import { API_TOKEN, connectChatwoot } from "../test/fakes/chatwoot.ts";
import { connectLine, fakeLine } from "../test/fakes/line.ts";
import { addAccount, connectBoth, connectMeta, fakeGraph, PAGE } from "../test/fakes/meta.ts";
import { type Answer, serve } from "../test/fakes/server.ts";
import { connectShop } from "../test/fakes/shop.ts";
import { connectWebsite } from "../test/fakes/website.ts";
import { connectWhatsapp, fakeCloud } from "../test/fakes/whatsapp.ts";
import { rowsOf, runnerOf } from "../test/work.ts";
import { createTestWorkspace, failureOfCall, type TestWorkspace } from "../test/workspace.ts";
import { runDue } from "./run.ts";

const opened: { close(): void; closeAllConnections(): void }[] = [];
afterAll(() => {
  for (const server of opened) {
    server.close();
    server.closeAllConnections();
  }
});

/** The workspace's own server, as a provider reaches it. */
async function publish(shop: TestWorkspace): Promise<string> {
  const server = createServer(
    getRequestListener(async (request) => {
      const { pathname, search } = new URL(request.url);
      const body = request.method === "POST" ? { body: await request.arrayBuffer() } : {};
      return shop.fetch(pathname + search, { method: request.method, headers: request.headers, ...body });
    }),
  );
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a test as the console does, and says each step as `step [of] outcome [problem] [facts]`. */
async function testOf(shop: TestWorkspace, connectionId: string, publicUrl: string): Promise<string[]> {
  const { connections } = shop.client("admin");
  shop.clock.now++;
  await connections.startTest.mutate({ operationId: newId(shop.clock.now), connectionId });
  const { workspace, deps } = runnerOf(shop);
  while ((await runDue(workspace, { ...deps, publicUrl })).more);
  const report = await connections.testReport.query({ connectionId });
  expect(report.state).toBe("done");
  expect(shop.reported).toEqual([]);
  return report.steps.map(say);
}

const say = ({ step, of, outcome, problem, facts }: TestStep): string =>
  [step, of, outcome, problem, ...Object.values(facts)].filter(Boolean).join(" ");

const hookOf = (shop: TestWorkspace, base: string, connectionId: string) =>
  `${base}/w/${shop.slug}/hooks/${connectionId}`;

test("LINE: each thing that can be wrong is told apart, in the order it is mended", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const base = await publish(shop);
  const connectionId = await connectLine(shop, line);
  const url = hookOf(shop, base, connectionId);
  const found = () => testOf(shop, connectionId, base);
  const isItsToken = "credentials ok 好日子商店";

  line.token = "a renewed one";
  expect(await found()).toEqual(["credentials failed token_refused"]);
  line.token = "line-access-token";
  expect(await found()).toEqual([isItsToken, "webhook failed webhook_not_set"]);
  line.webhook = { endpoint: "https://old.inbox.test/line?key=secret", active: true };
  expect(await found()).toEqual([isItsToken, "webhook failed webhook_elsewhere https://old.inbox.test/line"]);
  line.webhook = { endpoint: url, active: false };
  expect(await found()).toEqual([isItsToken, "webhook failed webhook_off"]);
  line.webhook = { endpoint: url, active: true };
  line.secret = "of another channel";
  expect(await found()).toEqual([isItsToken, "webhook ok", "delivery failed secret_wrong"]);
  line.secret = "line-channel-secret";
  expect(await found()).toEqual([isItsToken, "webhook ok", "delivery ok"]);
  expect(await rowsOf(shop, "select * from inbound_event")).toEqual([]);

  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  expect(await found()).toEqual([
    isItsToken,
    "webhook ok",
    "delivery failed not_delivered COULD_NOT_CONNECT: 0",
  ]);
});

test("LINE: an access token of another account is not taken for this one's", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line, { accountId: `U${"0".repeat(31)}c` });
  const [first] = await testOf(shop, connectionId, "http://127.0.0.1:9");
  expect(first).toBe("credentials failed account_differs 好日子商店");
});

test("Meta: tokens by account, the page's fields, the app's secret and address, the handshake", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  const base = await publish(shop);
  const connectionId = await connectBoth(shop, graph);
  const url = hookOf(shop, base, connectionId);
  expect(await testOf(shop, connectionId, base)).toEqual([
    "credentials Shop ok",
    "credentials Shop ok",
    "subscription Shop failed fields_missing messages, messaging_postbacks, message_echoes",
    "webhook page failed webhook_not_set",
    "webhook instagram failed webhook_not_set",
    "delivery ok",
  ]);
  graph.subscribedFields = ["messages", "messaging_postbacks", "message_echoes", "message_reads"];
  graph.subscriptions = [
    { object: "page", callback_url: url, active: true },
    { object: "instagram", callback_url: "https://elsewhere.test/hook", active: true },
  ];
  graph.tokens.delete("ig-token");
  expect(await testOf(shop, connectionId, base)).toEqual([
    "credentials Shop failed token_refused",
    "credentials Shop ok",
    "subscription Shop ok",
    "webhook page ok",
    "webhook instagram failed webhook_elsewhere https://elsewhere.test/hook",
    "delivery ok",
  ]);
});

test("Meta: a wrong app secret, no account, an account without a token, an address nobody reaches", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  const connectionId = await connectMeta(shop, graph);
  const nowhere = "http://127.0.0.1:9";
  const unreached = "delivery failed not_delivered —";
  expect(await testOf(shop, connectionId, nowhere)).toEqual(["credentials skipped no_account", unreached]);
  await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE });
  expect(await testOf(shop, connectionId, nowhere)).toEqual(["credentials Shop skipped no_token", unreached]);
  shop.clock.now++;
  await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE, accessToken: "page-token" });
  const { connections } = shop.client("admin");
  const operationId = newId(shop.clock.now);
  await connections.update.mutate({ operationId, connectionId, appSecret: "of another app" });
  expect(await testOf(shop, connectionId, nowhere)).toContain("webhook failed secret_wrong");
});

test("WhatsApp: a number's token, and where the business account's webhooks go", async () => {
  const shop = await createTestWorkspace();
  const cloud = await fakeCloud();
  const base = await publish(shop);
  const connectionId = await connectWhatsapp(shop, cloud);
  cloud.subscriptions = [
    { object: "whatsapp_business_account", callback_url: hookOf(shop, base, connectionId), active: false },
  ];
  expect(await testOf(shop, connectionId, base)).toEqual([
    "credentials Shop ok",
    "webhook whatsapp_business_account failed webhook_off",
    "delivery ok",
  ]);
  cloud.token = "renewed";
  expect(await testOf(shop, connectionId, base)).toEqual([
    "credentials Shop failed token_refused",
    "delivery ok",
  ]);
});

test("the app's secret is kept from an API that somebody who does not know it moved elsewhere", async () => {
  const shop = await createTestWorkspace();
  const { connections } = shop.client("admin");
  const heard: (string | undefined)[] = [];
  const elsewhere = await serve((request) => {
    heard.push(request.headers.authorization);
    return { body: { id: "1", data: [] } };
  });
  const op = () => ({ operationId: newId(++shop.clock.now) });
  for (const connect of [connectMeta, connectWhatsapp]) {
    const connectionId = await connect(shop);
    const moved = connections.update.mutate({
      ...op(),
      connectionId,
      apiBase: elsewhere,
      accessToken: "of somebody else",
    });
    expect(await failureOfCall(moved)).toMatchObject({ code: "INVALID_INPUT", field: "appSecret" });
    await testOf(shop, connectionId, "http://127.0.0.1:9");
    expect(heard.join()).not.toContain("meta-app-secret");
    const knows = { appSecret: "meta-app-secret", accessToken: "renewed" };
    await connections.update.mutate({ ...op(), connectionId, apiBase: elsewhere, ...knows });
  }
});

test("Chatwoot: its token and its webhooks, as far as the token may look", async () => {
  const shop = await createTestWorkspace();
  const urls: string[] = [];
  const hidden: Answer = { status: 401, body: { error: "You are not authorized to do this action" } };
  let mayLook = true;
  const apiBase = await serve((request, { pathname }) => {
    if (request.headers["api_access_token"] !== API_TOKEN) return hidden;
    if (pathname.endsWith("/webhooks")) {
      return mayLook ? { body: { payload: { webhooks: urls.map((url, id) => ({ id, url })) } } } : hidden;
    }
    return { body: { data: { payload: [], meta: { all_count: 0 } } } };
  });
  const connectionId = await connectChatwoot(shop, { apiToken: API_TOKEN, apiBase });
  const found = () => testOf(shop, connectionId, "https://alongside.test");
  expect(await found()).toEqual(["credentials ok", "webhook failed webhook_not_set"]);
  urls.push("https://other.test/", hookOf(shop, "https://alongside.test", connectionId));
  expect(await found()).toEqual(["credentials ok", "webhook ok"]);
  mayLook = false;
  expect(await found()).toEqual(["credentials ok", "webhook skipped permission_missing"]);
});

test("a website is asked at our own public address; a shop for its webhooks", async () => {
  const shop = await createTestWorkspace();
  const base = await publish(shop);
  const website = await connectWebsite(shop);
  expect(await testOf(shop, website, base)).toEqual(["delivery ok"]);
  expect(await testOf(shop, website, "http://127.0.0.1:9")).toEqual(["delivery failed not_delivered —"]);

  let hooks: unknown[] = [];
  const domain = await serve(({ headers }) =>
    headers.authorization === `Basic ${Buffer.from("ck_1:cs_1").toString("base64")}`
      ? { body: hooks }
      : { status: 401, body: { code: "woocommerce_rest_cannot_view" } },
  );
  const woo = await connectShop(shop, "woocommerce", { domain, apiToken: "ck_1:cs_1" });
  expect(await testOf(shop, woo, base)).toEqual(["credentials ok", "webhook failed webhook_not_set"]);
  hooks = [{ id: 1, delivery_url: `${base}/w/${shop.slug}/shops/${woo}`, topic: "order.updated" }];
  expect(await testOf(shop, woo, base)).toEqual(["credentials ok", "webhook ok"]);
  const cyberbiz = await connectShop(shop, "cyberbiz");
  expect(await testOf(shop, cyberbiz, base)).toEqual(["credentials skipped no_token"]);
});

test("a connection out of use is not tested, and no report holds a secret", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line);
  await testOf(shop, connectionId, "http://127.0.0.1:9");
  const [job] = await rowsOf(shop, "select payload, progress from job where kind = 'connection.test'");
  expect(JSON.stringify(job)).not.toMatch(/line-channel-secret|line-access-token/);
  const { connections } = shop.client("admin");
  await connections.remove.mutate({ operationId: newId(shop.clock.now), connectionId });
  const again = connections.startTest.mutate({ operationId: newId(shop.clock.now), connectionId });
  expect((await failureOfCall(again)).code).toBe("NOT_FOUND");
});
