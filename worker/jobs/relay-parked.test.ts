import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { BOT } from "../test/fakes/line.ts";
import { rowsOf } from "../test/work.ts";
import { op, relay, setRelay, states, connected, say } from "../test/relay.ts";

forEachEngine("parked posts", (createWorkspace) => {
  test("a post an inbox refuses is parked after eight tries and the next goes; it can be sent again or dropped", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    inbox.answer = ({ body }) => (body.includes('"text":"bad') ? 422 : 200);
    await say(shop, connectionId, "bad 1");
    await say(shop, connectionId, "good");
    await say(shop, connectionId, "bad 2");
    for (let due: number | null = shop.clock.now; due !== null; due = await relay(shop)) {
      shop.clock.now = Math.max(shop.clock.now, due);
    }
    expect(inbox.texts()).toEqual(["good"]);
    expect(inbox.asked).toBe(1 + 8 + 1 + 8);
    const admin = shop.client("admin");
    const { items } = await admin.relay.posts.query({ connectionId });
    expect(items.map(({ state, attempts, error }) => [state, attempts, error])).toEqual([
      ["parked", 8, "http_422"],
      ["parked", 8, "http_422"],
    ]);
    inbox.answer = () => 200;
    const [first, second] = items.map(({ seq }) => seq);
    const resent = { ...op(shop), connectionId, posts: [second ?? 0] };
    expect(await admin.relay.resend.mutate(resent)).toEqual({ changed: 1, left: 1 });
    expect(await admin.relay.resend.mutate(resent)).toEqual({ changed: 1, left: 1 });
    await relay(shop);
    expect(inbox.texts()).toEqual(["good", "bad 2"]);
    const drop = (count: number) =>
      admin.relay.drop.mutate({ ...op(shop), connectionId, what: { upTo: first ?? 0, count } });
    await expect(drop(2)).rejects.toThrow("STALE");
    expect(await drop(1)).toEqual({ changed: 1, left: 0 });
    expect(await rowsOf(shop, "select body from relay_post where state = 'dropped' and size > 0")).toEqual([
      { body: "" },
    ]);
    await expect(drop(1)).rejects.toThrow("STALE");
  });

  test("what does not get through within a day is parked; sent again it has another day", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    inbox.answer = () => 500;
    await say(shop, connectionId, "a");
    shop.clock.now += 86_300_000;
    await say(shop, connectionId, "b");
    expect(await relay(shop)).not.toBeNull();
    expect(await states(shop)).toEqual({ waiting: 2 });
    shop.clock.now += 200_000;
    await relay(shop);
    expect(await states(shop)).toEqual({ parked: 1, waiting: 1 });
    await shop.client("admin").relay.resend.mutate({ ...op(shop), connectionId });
    await relay(shop);
    expect(await states(shop)).toEqual({ waiting: 2 });
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["a", "b"]);
  });

  test("off parks what waits; a connection without an inbox keeps no posts; other kinds have none", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    inbox.answer = () => 503;
    await say(shop, connectionId, "waits");
    await relay(shop);
    await setRelay(shop, connectionId, null);
    await say(shop, connectionId, "not kept");
    expect(await states(shop)).toEqual({ parked: 1 });
    await expect(shop.client("admin").relay.resend.mutate({ ...op(shop), connectionId })).rejects.toThrow(
      "NOT_FOUND",
    );
    await expect(setRelay(shop, connectionId, "ftp://inbox.test")).rejects.toThrow("INVALID_INPUT");
    await expect(setRelay(shop, newId(shop.clock.now), inbox.url)).rejects.toThrow("NOT_FOUND");
    const { connectionId: chatwoot } = await shop.client("admin").connections.addChatwoot.mutate({
      ...op(shop),
      name: "Chatwoot",
      origin: "https://chat.test",
      accountId: "1",
    });
    await expect(setRelay(shop, chatwoot, inbox.url)).rejects.toThrow("NOT_FOUND");
  });

  test("a long line is parked in steps that hold nothing else up, when it is old and when it is off", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const wait = (many: number, since: number) =>
      shop.db.write([
        {
          sql: `insert into relay_post (connection_id, dedupe_key, state, body, headers, size, received_at, waits_since)
            with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
            select ?, ? || i, 'waiting', '{"destination":"${BOT}","events":[]}', '[]', 60, ?, ? from n`,
          args: [many, connectionId, `${since}/`, since, since],
        },
      ]);
    inbox.answer = () => 503;
    await wait(1200, shop.clock.now - 86_400_001);
    await relay(shop);
    expect(await states(shop)).toEqual({ parked: 500, waiting: 700 });
    await setRelay(shop, connectionId, null);
    expect(await states(shop)).toEqual({ parked: 1000, waiting: 200 });
    await wait(900, shop.clock.now);
    expect(await relay(shop)).toBeNull();
    expect(await states(shop)).toEqual({ parked: 2100 });
  });
});
