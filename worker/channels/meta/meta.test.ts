import { expect, test } from "vitest";
import { newId } from "../../domain/id.ts";
import {
  addAccount,
  connectBoth,
  connectMeta,
  fakeGraph,
  IG_ACCOUNT,
  metaEvent,
  metaSignature,
  PAGE,
  postMeta,
  postMetaRaw,
  psid,
  TOKEN_OVER,
  TOO_MANY,
  VERIFY_TOKEN,
} from "../../test/fakes/meta.ts";
import { forEachEngine } from "../../test/engines.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import { IG, connectionOf, ig, storedMessages } from "../../test/fakes/meta-stored.ts";

forEachEngine("Meta's webhooks", (createWorkspace) => {
  test("the handshake by GET: the challenge for the token, 403 for another, 404 where there is none", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectMeta(shop);
    const get = (token: string, id = connectionId) =>
      shop.fetch(
        `/w/${shop.slug}/hooks/${id}?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=${"<b>1"}`,
      );
    const right = await get(VERIFY_TOKEN);
    expect([right.status, await right.text()]).toEqual([200, "<b>1"]);
    expect(Object.fromEntries(right.headers)).toMatchObject({
      "content-type": expect.stringMatching(/^text\/plain/) as unknown,
      "x-content-type-options": "nosniff",
    });
    expect((await get("other")).status).toBe(403);
    expect((await get(VERIFY_TOKEN, newId(1))).status).toBe(404);
    await shop.client("admin").connections.update.mutate({
      operationId: newId(TEST_NOW),
      connectionId,
      verifyToken: "renewed",
    });
    expect([(await get(VERIFY_TOKEN)).status, (await get("renewed")).status]).toEqual([403, 200]);
  });

  test("entries of several accounts, messaging and standby: each message where it belongs, once", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectBoth(shop);
    const other = "222000222000222";
    await addAccount(shop, connectionId, { kind: "messenger", accountId: other });
    const said = (mid: string, text: string, account = PAGE) =>
      metaEvent({ message: { mid, text } }, { account, at: TEST_NOW + Number(mid.slice(2)) });
    const body = JSON.stringify({
      object: "page",
      entry: [
        { id: PAGE, time: 1, messaging: [said("m_1", "a"), said("m_2", "還有貨嗎？")] },
        { id: other, time: 1, messaging: [said("m_3", "c", other)], standby: [said("m_4", "d", other)] },
        { id: PAGE, time: 1, messaging: [said("m_1", "a")], standby: [said("m_2", "還有貨嗎？")] },
      ],
    });
    for (let i = 0; i < 2; i++) expect((await postMetaRaw(shop, connectionId, body)).status).toBe(200);
    await work(shop);
    expect(
      await rowsOf(
        shop,
        "select h.account_id as account, m.text from message m join channel h on h.id = m.channel_id order by m.at",
      ),
    ).toEqual([
      { account: PAGE, text: "a" },
      { account: PAGE, text: "還有貨嗎？" },
      { account: other, text: "c" },
      { account: other, text: "d" },
    ]);
    expect(await rowsOf(shop, "select count(*) as n from contact")).toEqual([{ n: 2 }]);
    expect(shop.reported).toEqual([]);
  });

  test("forged, truncated and foreign posts are refused, and nothing of them is stored", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectBoth(shop);
    const event = metaEvent({ message: { mid: "m_1", text: "你好" } });
    const body = JSON.stringify({ object: "page", entry: [{ id: PAGE, time: 1, messaging: [event] }] });
    const post = async (given: string, signature?: string) =>
      (await postMetaRaw(shop, connectionId, given, signature)).status;
    expect(await post(body, metaSignature(body, "another"))).toBe(401);
    expect(await post(body.slice(0, -1), metaSignature(body))).toBe(401);
    expect(await post(body.slice(0, -1))).toBe(400);
    expect(await post(JSON.stringify({ ...JSON.parse(body), object: "user" }))).toBe(400);
    expect(await post("[]")).toBe(400);
    expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 0 }]);
    expect(await post(body)).toBe(200);
  });

  test("an account nobody added: what comes is kept, counted and shown; adding it works it off", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectMeta(shop);
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_1", text: "a" } })]);
    shop.clock.now += 1000;
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "m_2", text: "b" } })]);
    await postMeta(shop, connectionId, [metaEvent({ message: { mid: "i_1", text: "c" } }, ig)], IG);
    await work(shop);
    expect(await connectionOf(shop)).toMatchObject({
      state: "active",
      setAside: 0,
      channels: [],
      unknownAccounts: [
        { accountKey: PAGE, kind: "messenger", events: 2, firstAt: TEST_NOW, lastAt: TEST_NOW + 1000 },
        { accountKey: IG_ACCOUNT, kind: "instagram", events: 1 },
      ],
    });
    expect(await rowsOf(shop, "select id from contact")).toEqual([]);

    await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE });
    await work(shop);
    expect((await storedMessages(shop)).map(({ text }) => text)).toEqual(["a", "b"]);
    expect(await connectionOf(shop)).toMatchObject({
      channels: [{ kind: "messenger", accountId: PAGE, name: "Shop", stateReason: null }],
      unknownAccounts: [{ accountKey: IG_ACCOUNT, events: 1 }],
    });
    expect(await rowsOf(shop, "select payload from inbound_event where account_key is null")).toEqual([
      { payload: "{}" },
      { payload: "{}" },
    ]);
    expect(shop.reported).toEqual([]);
  });
});

test("an account is of one kind, and only of a connection that carries such accounts", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectBoth(shop);
  const add = async (kind: "messenger" | "instagram", accountId: string) =>
    addAccount(shop, connectionId, { kind, accountId }).then(
      () => null,
      (error: { data?: { failure?: unknown }; message: string }) => error,
    );
  expect(await add("instagram", PAGE)).not.toBeNull();
  expect(await add("messenger", "@page")).not.toBeNull();
  expect(await add("messenger", PAGE)).toBeNull();
});

test("who they are is asked by a job, with the account's own token", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  graph.people.set(psid(1), { first_name: "小明", last_name: "王", profile_pic: "https://p.test/1" });
  graph.people.set(psid(2), { first_name: "Amy", last_name: "Lin" });
  graph.people.set(ig.user, { username: "ming" });
  const connectionId = await connectBoth(shop, graph);
  graph.instead.push({}, {}, { status: 500 }, TOO_MANY);
  for (const n of [1, 2, 3]) {
    await postMeta(shop, connectionId, [
      metaEvent({ message: { mid: `m${n}`, text: "a" } }, { user: psid(n) }),
    ]);
  }
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "i", text: "a" } }, ig)], IG);
  await work(shop);
  shop.clock.now += 60_000;
  await work(shop);
  expect(await rowsOf(shop, "select name, picture_url as picture from contact order by external_id")).toEqual(
    [
      { name: "王小明", picture: "https://p.test/1" },
      { name: "Amy Lin", picture: null },
      { name: null, picture: null },
      { name: "ming", picture: null },
    ],
  );
  expect(await rowsOf(shop, "select kind from job where kind like 'meta.%'")).toEqual([]);
  expect(await connectionOf(shop)).toMatchObject({ state: "active" });
});

test("a refused token shows at its account and its connection while messages come in; a new one mends both", async () => {
  const shop = await createTestWorkspace();
  const graph = await fakeGraph();
  graph.people.set(psid(1), { first_name: "Amy", last_name: "Lin" });
  const connectionId = await connectBoth(shop, graph);
  await work(shop);
  graph.tokens.delete("page-token");
  await postMeta(shop, connectionId, [metaEvent({ message: { mid: "1", text: "a" } })]);
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({
    state: "failing",
    stateReason: "access_token_refused",
    channels: [
      { accountId: PAGE, stateReason: "access_token_refused" },
      { accountId: IG_ACCOUNT, stateReason: null },
    ],
  });
  expect((await postMeta(shop, connectionId, [metaEvent({ message: { mid: "2", text: "b" } })])).status).toBe(
    200,
  );
  await work(shop);
  expect(await storedMessages(shop)).toHaveLength(2);
  graph.tokens.add("renewed");
  await addAccount(shop, connectionId, { kind: "messenger", accountId: PAGE, accessToken: "renewed" });
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({
    state: "active",
    stateReason: null,
    channels: [{ stateReason: null }, { stateReason: null }],
  });
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "Amy Lin" }]);
  expect(TOKEN_OVER.status).toBe(401);
});
