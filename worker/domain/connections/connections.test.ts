import { expect, test } from "vitest";
import { newId } from "../id.ts";
import { API_TOKEN, connectChatwoot, WEBHOOK_SECRET } from "../../test/fakes/chatwoot.ts";
import {
  BOT,
  connectLine,
  lineSignature,
  postLine,
  postRaw,
  SECRET,
  textEvent,
  TOKEN,
} from "../../test/fakes/line.ts";
import { rowsOf } from "../../test/work.ts";
import { createTestWorkspace, failureOfCall, TEST_NOW } from "../../test/workspace.ts";

const line = { base: "http://127.0.0.1:9" };

test("no answer and no table shows a secret", async () => {
  const shop = await createTestWorkspace();
  const id = await connectLine(shop, line);
  shop.clock.now++;
  await connectChatwoot(shop, { webhookSecret: WEBHOOK_SECRET, apiToken: API_TOKEN });
  const listed = await shop.client("admin").connections.list.query({});
  expect(listed).toMatchObject([
    { id, kind: "line", accountId: BOT, webhookPath: `hooks/${id}`, channels: [{ accountId: BOT }] },
    { kind: "chatwoot", origin: "https://chat.shop.test", accountId: "3" },
  ]);
  const kept = [JSON.stringify(listed)];
  for (const table of ["connection", "operation", "audit", "job", "event", "setting"]) {
    kept.push(JSON.stringify(await rowsOf(shop, `select * from ${table}`)));
  }
  for (const secret of [SECRET, TOKEN, WEBHOOK_SECRET, API_TOKEN]) expect(kept.join()).not.toContain(secret);
});

test("a new secret counts from the next post on, and the old one no more", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, line);
  expect((await postLine(shop, connectionId, [textEvent("1", "a")])).status).toBe(200);
  await shop
    .client("admin")
    .connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, channelSecret: "renewed" });
  const old = JSON.stringify({ destination: BOT, events: [textEvent("2", "b")] });
  const refused = await postRaw(shop, connectionId, old, { "X-Line-Signature": lineSignature(old) });
  expect(refused.status).toBe(401);
  const renewed = JSON.stringify({ destination: BOT, events: [textEvent("3", "c")] });
  const signature = { "X-Line-Signature": lineSignature(renewed, "renewed") };
  expect((await postRaw(shop, connectionId, renewed, signature)).status).toBe(200);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 2 }]);
});

test("a removed connection answers 404 at once, and takes events again when it is taken back", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, line);
  const { connections } = shop.client("admin");
  const post = async (id: string) => (await postLine(shop, connectionId, [textEvent(id, "a")])).status;
  expect(await post("1")).toBe(200);
  await connections.remove.mutate({ operationId: newId(TEST_NOW), connectionId });
  expect(await post("2")).toBe(404);
  expect((await postLine(shop, connectionId, [])).status).toBe(404);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 1 }]);
  await connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, name: "LINE 2" });
  expect(await post("3")).toBe(404);
  await connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, state: "active" });
  expect(await post("4")).toBe(200);
});

test("adding is done once per operation; bad input is refused with its field", async () => {
  const shop = await createTestWorkspace();
  const { connections } = shop.client("admin");
  const input = { operationId: newId(TEST_NOW), name: "LINE", channelSecret: "s", accessToken: "t" };
  const first = await connections.addLine.mutate(input);
  expect(await connections.addLine.mutate(input)).toEqual(first);
  expect(await connections.list.query({})).toHaveLength(1);
  const operationId = newId(TEST_NOW);
  const bad = async (call: Promise<unknown>) => (await failureOfCall(call)).field;
  expect(await bad(connections.addLine.mutate({ ...input, operationId, accountId: "@shop" }))).toBe(
    "accountId",
  );
  expect(await bad(connections.addLine.mutate({ ...input, operationId, apiBase: "ftp://x" }))).toBe(
    "apiBase",
  );
  const chatwoot = { operationId, name: "C", origin: "https://chat.test/app/", accountId: "3" };
  expect(await bad(connections.addChatwoot.mutate({ ...chatwoot, origin: "chat" }))).toBe("origin");
  shop.clock.now++;
  await connections.addChatwoot.mutate(chatwoot);
  expect((await connections.list.query({}))[1]).toMatchObject({ origin: "https://chat.test" });
  expect(
    await failureOfCall(
      connections.update.mutate({ operationId: newId(TEST_NOW), connectionId: newId(1), name: "x" }),
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect(
    await failureOfCall(
      shop.client("supervisor").connections.addLine.mutate({ ...input, operationId: newId(1) }),
    ),
  ).toMatchObject({ code: "FORBIDDEN" });
});

test("kept credentials are never sent to another place: moving an API asks for its token again", async () => {
  const shop = await createTestWorkspace();
  const { connections } = shop.client("admin");
  const lineId = await connectLine(shop, line);
  shop.clock.now++;
  const chatwootId = await connectChatwoot(shop, { apiToken: API_TOKEN });
  shop.clock.now++;
  const { connectionId: shopId } = await connections.addShop.mutate({
    operationId: newId(TEST_NOW),
    kind: "woocommerce",
    name: "Shop",
    domain: "https://shop.test",
    webhookSecret: "s",
    apiToken: "ck:cs",
  });
  shop.clock.now++;
  const without = await connectChatwoot(shop, {}, "4");
  const apiBaseOf = async (id: string) =>
    (await connections.list.query({})).find((connection) => connection.id === id)?.apiBase;
  const update = (
    connectionId: string,
    change: { apiBase: string; accessToken?: string; apiToken?: string },
  ) => connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, ...change });

  for (const [id, field, more] of [
    [lineId, "accessToken", { apiToken: "another" }],
    [chatwootId, "apiToken", { accessToken: "another" }],
    [shopId, "apiToken", {}],
  ] as const) {
    const before = await apiBaseOf(id);
    expect(await failureOfCall(update(id, { apiBase: "https://thief.test", ...more }))).toMatchObject({
      code: "INVALID_INPUT",
      field,
    });
    expect(await apiBaseOf(id)).toBe(before);
    await update(id, { apiBase: "https://moved.test", [field]: "renewed" });
    await update(id, { apiBase: "https://moved.test/api" });
    expect(await apiBaseOf(id)).toBe("https://moved.test/api");
  }
  await update(without, { apiBase: "https://moved.test" });
  expect(await apiBaseOf(without)).toBe("https://moved.test");
});
