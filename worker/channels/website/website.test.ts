import fc from "fast-check";
import { expect, test } from "vitest";
import { newId } from "../../domain/id.ts";
import { claimText, signClaim } from "../../domain/pixel/claim.ts";
import { forEachEngine } from "../../test/engines.ts";
import {
  connectWebsite,
  memberClaim,
  postSite,
  postSiteRaw,
  SITE,
  siteMessage,
  siteSignature,
} from "../../test/fakes/website.ts";
import { rowsOf, work } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

type Json = Record<string, unknown>;

async function connected(createWorkspace = createTestWorkspace) {
  const shop = await createWorkspace();
  const connectionId = await connectWebsite(shop);
  const deliver = async (...events: Json[]) => {
    const answer = await postSite(shop, connectionId, ...events);
    expect([answer.status, await answer.text()]).toEqual([200, "{}"]);
    await work(shop);
    expect(shop.reported).toEqual([]);
  };
  return { shop, connectionId, deliver };
}

const count = async (shop: TestWorkspace, table: string) =>
  Number((await rowsOf(shop, `select count(*) as n from ${table}`))[0]?.["n"]);

const page = (at: number, more: Json = {}) => ({
  type: "page",
  visitor: "v1",
  page: "p1",
  url: `${SITE}/shoes?size=38`,
  title: "鞋",
  at,
  ...more,
});
const leave = (at: number, more: Json = {}) => ({ type: "leave", visitor: "v1", page: "p1", at, ...more });
const presence = (shop: TestWorkspace) =>
  rowsOf(shop, "select state, url, title, online_until - ? as until from website_presence", TEST_NOW);

forEachEngine("the website channel", (createWorkspace) => {
  test("what is said in a site's chat is one thread, whoever wrote; told again it is the same", async () => {
    const { shop, deliver } = await connected(createWorkspace);
    const post = [
      siteMessage("m1", "有貨嗎？"),
      siteMessage("m2", "有的", { from: "agent", name: "Mia", at: TEST_NOW + 1 }),
      siteMessage("m3", "還需要什麼？", { from: "bot", name: "Bot", at: TEST_NOW + 2 }),
      {
        type: "visitor",
        visitor: "v1",
        at: TEST_NOW,
        name: "陳小明",
        email: "ming@x.test",
        phone: "0912345678",
      },
      page(TEST_NOW),
    ];
    await deliver(...post);
    await deliver(...post.toReversed());
    expect(
      await rowsOf(
        shop,
        `select c.external_id as id, c.name, c.email, c.phone, h.kind, h.name as channel, v.message_count as n
        from contact c join conversation v on v.contact_id = c.id join channel h on h.id = c.channel_id`,
      ),
    ).toEqual([
      {
        id: "v1",
        name: "陳小明",
        email: "ming@x.test",
        phone: "+886912345678",
        kind: "website",
        channel: "Shop",
        n: 3,
      },
    ]);
    expect(
      await rowsOf(shop, "select sender_kind as who, sender_name as name, text from message order by at"),
    ).toEqual([
      { who: "customer", name: null, text: "有貨嗎？" },
      { who: "agent", name: "Mia", text: "有的" },
      { who: "bot", name: "Bot", text: "還需要什麼？" },
    ]);
    expect(await presence(shop)).toEqual([
      { state: "online", url: `${SITE}/shoes?size=38`, title: "鞋", until: 45_000 },
    ]);
    // A sign of life leaves not even its name.
    expect(await count(shop, "inbound_event where dedupe_key like 'page/%'")).toBe(0);
  });
});

test("an edit and a deletion count before and after their message, the newest edit wins, a deletion stays", async () => {
  const said = siteMessage("m1", "first");
  const edit = (text: string, at: number) => ({
    type: "edit",
    id: "m1",
    visitor: "v1",
    at: TEST_NOW + at,
    text,
  });
  const gone = { type: "delete", id: "m1", visitor: "v1", at: TEST_NOW + 9 };
  const after = async (...events: Json[]) => {
    const { shop, deliver } = await connected();
    for (const event of events) await deliver(event);
    const rows = await rowsOf(
      shop,
      "select text, edited_at - ? as edited, unsent_at - ? as gone from message",
      TEST_NOW,
      TEST_NOW,
    );
    expect(await count(shop, "message_edit")).toBe(events.includes(said) ? 0 : 1);
    return rows.map(({ text, edited, gone: at }) => [text, edited, at]);
  };
  expect(await after(said, edit("2", 2), edit("1", 1))).toEqual([["2", 2, null]]);
  expect(await after(edit("1", 1), edit("2", 2), said, said)).toEqual([["2", 2, null]]);
  expect(await after(edit("1", 1))).toEqual([]);
  expect((await after(gone, edit("1", 1), said)).map(([text, , at]) => [text, at])).toEqual([[null, 9]]);
  expect((await after(said, edit("1", 1), gone, edit("2", 2))).map(([text, , at]) => [text, at])).toEqual([
    [null, 9],
  ]);
});

test("told twice that it was deleted, the earlier time stands, in the thread and in the log", async () => {
  const gone = (at: number) => ({ type: "delete", id: "m1", visitor: "v1", at: TEST_NOW - at });
  for (const order of [
    [gone(9), gone(5)],
    [gone(5), gone(9)],
  ]) {
    for (const posts of [order.map((event) => [event]), [order]]) {
      const { shop, deliver } = await connected();
      await deliver(siteMessage("m1", "first", { at: TEST_NOW - 20 }));
      for (const events of posts) await deliver(...events);
      expect(await rowsOf(shop, "select unsent_at as at from message")).toEqual([{ at: TEST_NOW - 9 }]);
      expect(await rowsOf(shop, "select at from event where kind = 'message.unsent'")).toEqual([
        { at: TEST_NOW - 9 },
      ]);
    }
  }
});

test("a page shows while it is looked at, its link goes at once when it is left, an older word changes nothing", async () => {
  const { shop, deliver } = await connected();
  await deliver(siteMessage("m1", "hi"));
  const now = () => shop.clock.now;
  await deliver(page(now()));
  const [before] = await rowsOf(shop, "select version from contact");
  shop.clock.now += 20_000;
  await deliver(page(now()));
  // That somebody is still there is no news to a panel; another page is.
  expect(await rowsOf(shop, "select version from contact")).toEqual([before]);
  await deliver(page(now() - 5000, { url: `${SITE}/old` }));
  expect((await presence(shop))[0]).toMatchObject({ url: `${SITE}/shoes?size=38`, until: 65_000 });
  await deliver(leave(now(), { page: "another" }));
  expect((await presence(shop))[0]).toMatchObject({ url: `${SITE}/shoes?size=38` });
  await deliver(leave(now()));
  expect((await presence(shop))[0]).toMatchObject({ url: null, title: null, until: 22_000 });
  shop.clock.now += 60_000;
  await work(shop);
  expect((await presence(shop))[0]).toMatchObject({ state: "offline", url: null });
  await deliver(page(now() - 120_000));
  expect((await presence(shop))[0]).toMatchObject({ state: "offline", url: null });
});

test("who never wrote is on no page, and a link off the site's own addresses is none", async () => {
  const { shop, deliver } = await connected();
  await deliver(page(TEST_NOW, { visitor: "nobody" }));
  expect([await count(shop, "contact"), await count(shop, "website_presence")]).toEqual([0, 0]);
  await deliver(
    siteMessage("m1", "hi"),
    page(TEST_NOW, { url: "https://evil.test/login", title: "<b>x</b>" }),
  );
  expect(await presence(shop)).toEqual([{ state: "online", url: null, title: "<b>x</b>", until: 45_000 }]);
});

test("a clock that is off by minutes does not hide who is there", async () => {
  const { shop, connectionId, deliver } = await connected();
  await deliver(siteMessage("m1", "hi"));
  const theirs = shop.clock.now - 240_000;
  const body = JSON.stringify({ events: [page(theirs - 1000)] });
  expect((await postSiteRaw(shop, connectionId, body, { timestamp: String(theirs / 1000) })).status).toBe(
    200,
  );
  await work(shop);
  expect((await presence(shop))[0]).toMatchObject({ state: "online", until: 44_000 });
});

test("nothing is stored for a forged, stale, cut or unreadable post, nor when one event of it cannot be read", async () => {
  const { shop, connectionId } = await connected();
  const seconds = Math.floor(shop.clock.now / 1000);
  const body = JSON.stringify({ events: [siteMessage("m1", "hi")] });
  const answer = async (given: string, with_: { timestamp?: string; signature?: string } = {}) => {
    const response = await postSiteRaw(shop, connectionId, given, with_);
    const { code, field } = (await response.json()) as { code?: string; field?: string };
    return [response.status, code, field].filter((part) => part !== undefined).join(" ");
  };
  const refused = "401 SIGNATURE_INVALID";
  expect(
    await answer(body, { signature: siteSignature(body, String(seconds), "another-key".padEnd(40)) }),
  ).toBe(refused);
  expect(await answer(body, { signature: "" })).toBe(refused);
  expect(await answer(body, { timestamp: String(seconds - 301) })).toBe(refused);
  expect(await answer(body, { timestamp: String(seconds + 301) })).toBe(refused);
  expect(await answer(`${body} `, { signature: siteSignature(body, String(seconds)) })).toBe(refused);
  expect(await answer(body.slice(0, -1), { signature: siteSignature(body, String(seconds)) })).toBe(refused);
  expect(await answer(body.slice(0, -1))).toBe("400 INVALID_JSON");
  const post = (...events: unknown[]) => answer(JSON.stringify({ events }));
  expect(await post()).toBe("200");
  expect(await post(siteMessage("m1", "hi"), { type: "dance", visitor: "v1", at: TEST_NOW })).toMatch(
    /^400 INVALID_INPUT events.1/,
  );
  expect(await post(siteMessage("m1", "x".repeat(10_001)))).toBe("400 TOO_LONG events.0.text");
  expect(await post(siteMessage("m1", "a\0b"))).toBe("400 INVALID_INPUT events.0.text");
  expect(await post(siteMessage("m1", ""))).toMatch(/^400 INVALID_INPUT/);
  expect(await post(siteMessage("m1", "hi", { at: TEST_NOW + 700_000 }))).toBe(
    "400 INVALID_INPUT events.0.at",
  );
  expect(await post(page(TEST_NOW, { url: "javascript:alert(1)" }))).toBe("400 INVALID_INPUT events.0.url");
  expect(await post(siteMessage("m1", "hi", { attachments: [{ url: "data:text/html,x" }] }))).toBe(
    "400 INVALID_INPUT events.0.attachments.0.url",
  );
  expect(await post(...Array.from({ length: 101 }, (_, i) => siteMessage(`m${i}`, "hi")))).toBe(
    "400 TOO_LONG events",
  );
  expect(await count(shop, "inbound_event")).toBe(0);
});

test("a member number counts when the site signed it, and never against another proof", async () => {
  const { shop, connectionId, deliver } = await connected();
  const visitor = (member: Json, more: Json = {}) => ({
    type: "visitor",
    visitor: "v1",
    at: TEST_NOW,
    member,
    ...more,
  });
  const refused = async (member: Json) => (await postSite(shop, connectionId, visitor(member))).status;
  expect(await refused({ ...memberClaim("M1"), memberId: "M2" })).toBe(400);
  expect(await refused(memberClaim("M1", TEST_NOW, "another-key".padEnd(40)))).toBe(400);
  expect(await refused(memberClaim("M1", TEST_NOW - 3_700_000))).toBe(400);
  expect(await count(shop, "inbound_event")).toBe(0);
  await deliver(siteMessage("m1", "hi"), visitor(memberClaim("M1")));
  const member = () => rowsOf(shop, "select member_no from contact");
  expect(await member()).toEqual([{ member_no: "M1" }]);
  expect(JSON.stringify(await rowsOf(shop, "select * from inbound_event"))).not.toContain("signature");
  await deliver(visitor(memberClaim("M2"), { at: TEST_NOW + 1 }));
  expect(await member()).toEqual([{ member_no: "M2" }]);

  await shop.db.write([
    `insert into contact_value (id, contact_id, field, value, source, at) select 'v', id, 'member_no', 'M9', 'import', ${TEST_NOW + 3} from contact`,
    "update contact set member_no = 'M9'",
  ]);
  shop.clock.now += 10;
  await deliver(visitor(memberClaim("M3"), { at: TEST_NOW + 5 }));
  expect(await member()).toEqual([{ member_no: "M9" }]);
});

test("the pixel's visitor and the one who chats meet where the shop signed it", async () => {
  const { shop, deliver } = await connected();
  const shopKey = "shop-key-".padEnd(40, "k");
  await shop
    .client("admin")
    .connections.addPixel.mutate({ operationId: newId(TEST_NOW), name: "Pixel", origins: [SITE], shopKey });
  await deliver(siteMessage("m1", "hi"));
  const hex = (n: number) => n.toString(16).padStart(24, "0");
  const chat = (key: string) => ({
    visitor: "v1",
    at: TEST_NOW,
    signature: signClaim(key, claimText("chat", ["v1"], TEST_NOW)),
  });
  const look = (id: number, key: string) =>
    shop.fetch(`/w/${shop.slug}/pixel`, {
      method: "POST",
      headers: { Origin: SITE },
      body: JSON.stringify({
        visitor: hex(id),
        page: hex(7),
        sent: TEST_NOW,
        here: { url: `${SITE}/cart`, title: "Cart" },
        events: [{ id: hex(id + 100), kind: "chat", at: TEST_NOW, data: chat(key) }],
      }),
    });
  expect((await look(1, "another-key".padEnd(40))).status).toBe(200);
  expect(await count(shop, "website_presence")).toBe(0);
  expect((await look(2, shopKey)).status).toBe(200);
  expect((await presence(shop))[0]).toMatchObject({ state: "online", url: `${SITE}/cart` });
});

test("shuffled, repeated, in batches of any size: the same as in order and once", async () => {
  const step = fc.record({
    kind: fc.constantFrom("message", "message", "edit", "delete", "visitor"),
    visitor: fc.integer({ min: 1, max: 2 }),
    id: fc.integer({ min: 1, max: 3 }),
  });
  const eventsOf = (steps: { kind: string; visitor: number; id: number }[]) =>
    steps.map(({ kind: type, visitor: n, id }, i) => {
      const event = { type, visitor: `v${n}`, at: TEST_NOW - 100_000 + i };
      if (type === "visitor") return { ...event, name: `name ${i}` };
      const original = { ...event, id: `${n}-${id}` };
      if (type === "message")
        return {
          ...original,
          id: `${n}-${id}${steps.slice(0, i).some((s) => s.kind === type && s.visitor === n && s.id === id) ? `-${i}` : ""}`,
          text: `t${i}`,
        };
      return type === "edit" ? { ...original, text: `e${i}` } : original;
    });
  const delivered = async (posts: Json[][]) => {
    const { shop, deliver } = await connected();
    for (const events of posts) await deliver(...events);
    return Promise.all(
      [
        "select c.external_id as id, c.name, c.last_customer_at, v.message_count from contact c join conversation v on v.contact_id = c.id order by 1",
        "select provider_id, text, at, edited_at, unsent_at from message order by 1",
        "select count(*) as n from message_edit",
        "select kind, at from event where kind not in ('contact.created', 'profile.updated') order by 1, 2",
      ].map((select) => rowsOf(shop, select)),
    );
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 10 }),
      fc.infiniteStream(fc.nat(1000)),
      async (steps, numbers) => {
        const next = () => Number(numbers.next().value);
        const events = eventsOf(steps);
        const once = await delivered(events.map((event) => [event]));
        const shuffled = events
          .flatMap((event) => Array.from({ length: 1 + (next() % 2) }, () => event))
          .map((event) => ({ event, place: next() }))
          .sort((a, b) => a.place - b.place)
          .map(({ event }) => event);
        const posts: Json[][] = [];
        while (shuffled.length > 0) posts.push(shuffled.splice(0, 1 + (next() % 4)));
        expect(await delivered(posts)).toEqual(once);
      },
    ),
    { numRuns: 10 },
  );
});
