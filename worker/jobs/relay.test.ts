import { describe, expect, test, vi } from "vitest";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { type FakeInbox, fakeInbox } from "../test/fakes/inbox-behind.ts";
import {
  BOT,
  connectLine,
  fakeLine,
  lineEvent,
  lineSignature,
  postLine,
  postRaw,
  redelivered,
  textEvent,
  userId,
} from "../test/fakes/line.ts";
import { postMetaRaw } from "../test/fakes/meta.ts";
import {
  bodyOf,
  bsuid,
  connectWhatsapp,
  messageChange,
  postWhatsapp,
  renameChange,
  statusChange,
  textChange,
  waId,
} from "../test/fakes/whatsapp.ts";
import { rowsOf, runnerOf, work } from "../test/work.ts";
import type { TestWorkspace } from "../test/workspace.ts";
import { passOn } from "./relay.ts";

const op = (shop: TestWorkspace) => ({ operationId: newId(shop.clock.now) });

/** What waits, by the test's clock. @returns when something is due again */
async function relay(shop: TestWorkspace): Promise<number | null> {
  const { workspace, deps } = runnerOf(shop);
  return passOn(workspace, deps);
}

async function setRelay(shop: TestWorkspace, connectionId: string, url: string | null): Promise<void> {
  await shop.client("admin").connections.setRelay.mutate({ ...op(shop), connectionId, url });
}

const states = async (shop: TestWorkspace): Promise<Record<string, number>> => {
  const rows = await rowsOf(shop, "select state, count(*) as n from relay_post where size > 0 group by 1");
  return Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)]));
};

/** Blocks whoever has that number in LINE. */
async function block(shop: TestWorkspace, user: string, active = false): Promise<void> {
  const [row] = await rowsOf(shop, "select id from contact where external_id = ?", user);
  await shop
    .client("admin")
    .conversations.setActive.mutate({ ...op(shop), contactId: String(row?.["id"]), active });
}

forEachEngine("passing on", (createWorkspace) => {
  async function connected(): Promise<{ shop: TestWorkspace; connectionId: string; inbox: FakeInbox }> {
    const shop = await createWorkspace();
    const connectionId = await connectLine(shop, await fakeLine());
    const inbox = await fakeInbox();
    await setRelay(shop, connectionId, inbox.url);
    await relay(shop);
    inbox.got.splice(0);
    return { shop, connectionId, inbox };
  }

  const say = (shop: TestWorkspace, connectionId: string, ...texts: string[]) =>
    postLine(
      shop,
      connectionId,
      texts.map((text) => textEvent(`m-${text}`, text)),
    );

  test("body and headers go on byte for byte, also a post without events, but nothing of the hop", async () => {
    const { shop, connectionId, inbox } = await connected();
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
    const { shop, connectionId, inbox } = await connected();
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
    const { shop, connectionId, inbox } = await connected();
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

  test("a post an inbox refuses is parked after eight tries and the next goes; it can be sent again or dropped", async () => {
    const { shop, connectionId, inbox } = await connected();
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
    const { shop, connectionId, inbox } = await connected();
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

  test("what blocked customers say is taken out, the rest is proven anew; alone it does not go", async () => {
    const { shop, connectionId, inbox } = await connected();
    await postLine(shop, connectionId, [textEvent("0", "hello")]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1));
    await postLine(shop, connectionId, [
      textEvent("1", "from the blocked"),
      textEvent("2", "from another", { user: userId(2) }),
    ]);
    await postLine(shop, connectionId, [textEvent("3", "again the blocked")]);
    await relay(shop);
    expect(inbox.texts()).toEqual(["hello", "from another"]);
    const last = inbox.got.at(-1);
    expect(last?.headers["x-line-signature"]).toBe(lineSignature(last?.body ?? ""));
    expect(await states(shop)).toEqual({ sent: 2, withheld: 1 });
    expect(await rowsOf(shop, "select 1 from relay_post where body <> ''")).toEqual([]);
  });

  test("blocked is who is blocked when it would go; what was withheld when it came stays withheld", async () => {
    const { shop, connectionId, inbox } = await connected();
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("1", "before the block")]);
    await postLine(shop, connectionId, [textEvent("2", "of another", { user: userId(2) })]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1));
    await postLine(shop, connectionId, [textEvent("3", "while blocked")]);
    await work(shop);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another"]);
    // Processed while blocked, passed on after the switch was put back.
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("6", "first in line", { user: userId(2) })]);
    await postLine(shop, connectionId, [textEvent("4", "while still blocked")]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1), true);
    await postLine(shop, connectionId, [textEvent("5", "after the block")]);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another", "first in line", "after the block"]);
  });

  test("a message that was unsent before it was passed on is not kept and does not go; the others do", async () => {
    const { shop, connectionId, inbox } = await connected();
    inbox.answer = () => 503;
    await postLine(shop, connectionId, [textEvent("1", "taken back"), textEvent("2", "stays")]);
    await relay(shop);
    await postLine(shop, connectionId, [lineEvent("unsend", { unsend: { messageId: "1" } })]);
    await work(shop);
    expect(await rowsOf(shop, "select 1 from relay_post where instr(body, 'taken back') > 0")).toEqual([]);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["stays"]);
    expect(inbox.got.map(({ headers, body }) => headers["x-line-signature"] === lineSignature(body))).toEqual(
      [true, true],
    );
  });

  test("what was withheld stays so in every post that says it", async () => {
    const { shop, connectionId, inbox } = await connected();
    await postLine(shop, connectionId, [textEvent("0", "known")]);
    await work(shop);
    await relay(shop);
    inbox.got.splice(0);
    inbox.answer = () => 503;
    await block(shop, userId(1));
    const event = textEvent("1", "while blocked");
    await postLine(shop, connectionId, [event, textEvent("2", "of another", { user: userId(2) })]);
    // LINE may cut what it sends again differently: it is another post.
    await postLine(shop, connectionId, [redelivered(event)]);
    await work(shop);
    await relay(shop);
    await block(shop, userId(1), true);
    inbox.answer = () => 200;
    shop.clock.now += 30_000;
    await relay(shop);
    expect(inbox.texts()).toEqual(["of another"]);
  });

  test("what a message was edited to goes with it when it is unsent, however its name is written", async () => {
    const shop = await createWorkspace();
    const connectionId = await connectWhatsapp(shop);
    const inbox = await fakeInbox();
    inbox.answer = () => 503;
    await setRelay(shop, connectionId, inbox.url);
    const id = "wamid.A/B+C==";
    const edited = { original_message_id: id, message: { type: "text", text: { body: "said anew" } } };
    const asMeta = (...changes: Record<string, unknown>[]) =>
      postMetaRaw(shop, connectionId, bodyOf(changes).replaceAll("/", "\\/"));
    await asMeta(textChange(id, "taken back"));
    await asMeta(messageChange("wamid.2", { type: "edit", edit: edited }), textChange("wamid.4", "stays"));
    await work(shop);
    expect(await rowsOf(shop, "select text from message where text = 'said anew'")).toHaveLength(1);
    await asMeta(messageChange("wamid.3", { type: "revoke", revoke: { original_message_id: id } }));
    await work(shop);
    const kept = await rowsOf(shop, "select body from relay_post where size > 0 and body <> ''");
    expect(JSON.stringify(kept)).not.toMatch(/taken back|said anew/);
    expect(JSON.stringify(kept)).toMatch(/stays.*revoke/);
  });

  describe("erasing whoever had a number before", () => {
    const DAY = 86_400_000;
    const [FIRST, NEXT] = [
      { id: bsuid(1), number: waId(1) },
      { id: bsuid(2), number: waId(1) },
    ];

    /** The first had the number and was told of by it; what came `then` waits when they are erased. */
    async function erased(then: (now: number) => Record<string, unknown>[]) {
      const shop = await createWorkspace();
      const connectionId = await connectWhatsapp(shop);
      const inbox = await fakeInbox();
      await setRelay(shop, connectionId, inbox.url);
      await postWhatsapp(shop, connectionId, textChange("wamid.first", "hello", FIRST));
      await work(shop);
      await postWhatsapp(shop, connectionId, statusChange("wamid.to-first", "read", { number: waId(1) }));
      shop.clock.now += 90 * DAY;
      for (const change of then(shop.clock.now)) {
        await postWhatsapp(shop, connectionId, change);
        await work(shop);
      }
      const [first] = await rowsOf(shop, "select id from contact order by seq limit 1");
      const contactId = String(first?.["id"]);
      const { conversations } = shop.client("admin");
      const { token } = await conversations.deletionPreview.query({ contactId });
      await conversations.delete.mutate({ ...op(shop), contactId, seen: token, typed: "DELETE" });
      shop.clock.now += DAY + 1;
      await work(shop);
      expect(await rowsOf(shop, "select 1 from contact where id = ?", contactId)).toEqual([]);
      await relay(shop);
      return inbox.got.flatMap(({ body }) => body.match(/wamid\.[\w-]+/g) ?? []);
    }

    test("takes nothing of who has it now, also what names them by the number alone", async () => {
      const ofNext = (now: number) => [
        textChange("wamid.next", "hello", NEXT, now),
        statusChange("wamid.to-next", "delivered", { number: waId(1) }, now + 1000),
      ];
      expect(await erased(ofNext)).toEqual(["wamid.next", "wamid.to-next"]);
    });

    test("takes nothing of somebody known by the number alone", async () => {
      const ofNext = (now: number) => [
        renameChange("wamid.moved", FIRST, { id: bsuid(9), number: waId(9) }, now - DAY),
        textChange("wamid.next", "hello", { number: waId(1) }, now),
        statusChange("wamid.to-next", "delivered", { number: waId(1) }, now + 1000),
      ];
      expect(await erased(ofNext)).toEqual(["wamid.next", "wamid.to-next"]);
    });
  });

  test("two runners at once keep the order and pass on each once", async () => {
    const { shop, connectionId, inbox } = await connected();
    const texts = Array.from({ length: 40 }, (_, i) => `t${String(i).padStart(2, "0")}`);
    for (const text of texts) await say(shop, connectionId, text);
    await Promise.all([relay(shop), relay(shop), relay(shop)]);
    await relay(shop);
    expect(inbox.texts()).toEqual(texts);
  });

  test("an inbox that hangs holds up neither another one nor what arrives", async () => {
    const { shop, connectionId, inbox } = await connected();
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

  test("off parks what waits; a connection without an inbox keeps no posts; other kinds have none", async () => {
    const { shop, connectionId, inbox } = await connected();
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
    const { shop, connectionId, inbox } = await connected();
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

  test("a new address is asked whether it is there, as the provider would", async () => {
    const { shop, connectionId } = await connected();
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
