import { expect, test, vi } from "vitest";
import { forEachEngine } from "../test/engines.ts";
import { fakeInbox } from "../test/fakes/inbox-behind.ts";
import {
  BOT,
  connectLine,
  fakeLine,
  lineSignature,
  postLine,
  postRaw,
  redelivered,
  textEvent,
  userId,
} from "../test/fakes/line.ts";
import { rowsOf, work } from "../test/work.ts";
import { relay, setRelay, states, connected, say } from "../test/relay.ts";

forEachEngine("passing on", (createWorkspace) => {
  test("body and headers go on byte for byte, also a post without events, but nothing of the hop", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const event = textEvent("1", "好 👩‍👩‍👧 \u202Eabc <script>").message;
    const odd = [
      `\uFEFF{ "events" : [],\n "destination":"${BOT}" }`,
      `{"destination":"${BOT}","events":[{"type":"message","webhookEventId":"w","source":{"type":"user","userId":"${userId(1)}"},"timestamp":1.0,"message":${JSON.stringify(event)},"x":"\\u4f60\\/ ${"長".repeat(10_000)}"}]}`,
    ];
    for (const body of odd) {
      const answer = await postRaw(shop, connectionId, body, {
        "X-Line-Signature": lineSignature(body),
        "User-Agent": "LineBotWebhook/2.0",
        "X-Line-Extra": "kept",
        "X-Forwarded-For": "10.0.0.1",
        "CF-Connecting-IP": "10.0.0.1",
        Via: "1.1 proxy",
      });
      expect(answer.status).toBe(200);
    }
    expect(await relay(shop)).toBeNull();
    expect(inbox.got.map(({ body }) => body)).toEqual(odd);
    expect(inbox.got[1]?.path).toBe("/webhooks/line/1?key=s3cret");
    expect(inbox.got[1]?.headers).toMatchObject({
      "x-line-signature": lineSignature(odd[1] ?? ""),
      "user-agent": "LineBotWebhook/2.0",
      "content-type": "application/json",
      "x-line-extra": "kept",
      host: new URL(inbox.url).host,
    });
    for (const name of ["x-forwarded-for", "cf-connecting-ip", "via"]) {
      expect(inbox.got[1]?.headers).not.toHaveProperty(name);
    }
    // What was passed on is kept by its name only.
    expect(await rowsOf(shop, "select state, body, headers from relay_post where size > 0")).toEqual(
      odd.map(() => ({ state: "sent", body: "", headers: "[]" })),
    );
  });

  test("an outage loses nothing and keeps the order, and each goes once", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const began = shop.clock.now;
    const expected: string[] = [];
    inbox.answer = () => (shop.clock.now < began + 60_000 ? 503 : 200);
    for (let second = 0; second < 66; second += 3) {
      shop.clock.now = began + second * 1000;
      for (const text of [`${second}a`, `${second}b`]) {
        expected.push(text);
        await say(shop, connectionId, text);
      }
      await relay(shop);
    }
    expect((await shop.client("admin").relay.list.query({}))[0]).toMatchObject({
      waiting: expected.length,
      error: "http_503",
      failingSince: began,
    });
    shop.clock.now += 30_000;
    expect(await relay(shop)).toBeNull();
    expect(inbox.texts()).toEqual(expected);
    expect((await shop.client("admin").relay.list.query({}))[0]).toMatchObject({ waiting: 0, error: null });
    // Backing off: the first in line only, and ever less often.
    expect(inbox.asked - expected.length).toBeLessThan(12);
  });

  test("what the provider sends again goes once; what the inbox never got goes when it comes again", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const event = textEvent("1", "a");
    await postLine(shop, connectionId, [event]);
    await postLine(shop, connectionId, [event]);
    await relay(shop);
    await postLine(shop, connectionId, [event]);
    await postLine(shop, connectionId, [redelivered(event)]);
    await relay(shop);
    expect(inbox.texts()).toEqual(["a"]);
    // Who asks whether we are there is told by the inbox each time.
    await postLine(shop, connectionId, []);
    await postLine(shop, connectionId, []);
    await relay(shop);
    expect(inbox.got).toHaveLength(3);
    const lost = textEvent("2", "b");
    await setRelay(shop, connectionId, null);
    await setRelay(shop, connectionId, inbox.url);
    await postLine(shop, connectionId, [lost]);
    await setRelay(shop, connectionId, null);
    expect(await states(shop)).toMatchObject({ parked: 1 });
    await setRelay(shop, connectionId, inbox.url);
    await postLine(shop, connectionId, [redelivered(lost)]);
    await relay(shop);
    expect(inbox.texts()).toEqual(["a", "b"]);
  });

  test("two runners at once keep the order and pass on each once", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const texts = Array.from({ length: 40 }, (_, i) => `t${String(i).padStart(2, "0")}`);
    for (const text of texts) await say(shop, connectionId, text);
    await Promise.all([relay(shop), relay(shop), relay(shop)]);
    await relay(shop);
    expect(inbox.texts()).toEqual(texts);
  });

  test("an inbox that hangs holds up neither another one nor what arrives", async () => {
    const { shop, connectionId, inbox } = await connected(createWorkspace);
    const other = await connectLine(shop, await fakeLine(), { accountId: `U${"1".repeat(32)}` });
    const quick = await fakeInbox();
    await setRelay(shop, other, quick.url);
    let release = () => {};
    const hangs = new Promise<number>((resolve) => (release = () => resolve(200)));
    inbox.answer = () => hangs;
    await say(shop, connectionId, "stuck");
    const running = relay(shop);
    await vi.waitFor(() => expect(inbox.asked).toBe(2));
    await postLine(shop, other, [textEvent("q", "quick")], { destination: `U${"1".repeat(32)}` });
    await vi.waitFor(() => expect(quick.texts()).toEqual(["quick"]));
    await work(shop);
    expect(await rowsOf(shop, "select 1 from message")).toHaveLength(2);
    expect(inbox.texts()).toEqual([]);
    release();
    await running;
    expect(inbox.texts()).toEqual(["stuck"]);
  });

  test("a new address is asked whether it is there, as the provider would", async () => {
    const { shop, connectionId } = await connected(createWorkspace);
    const inbox = await fakeInbox("/hook");
    inbox.answer = () => 404;
    await setRelay(shop, connectionId, inbox.url);
    await relay(shop);
    const list = () => shop.client("admin").relay.list.query({});
    expect(await list()).toMatchObject([{ error: "http_404", waiting: 0, url: inbox.url }]);
    inbox.answer = () => 200;
    await setRelay(shop, connectionId, inbox.url);
    await relay(shop);
    const [asked] = inbox.got;
    expect(JSON.parse(asked?.body ?? "")).toEqual({ destination: BOT, events: [] });
    expect(asked?.headers["x-line-signature"]).toBe(lineSignature(asked?.body ?? ""));
    expect(await list()).toMatchObject([{ error: null, waiting: 0, lastSentAt: shop.clock.now }]);
  });
});
