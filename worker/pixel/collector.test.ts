import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import {
  chatting,
  connectPixel,
  identity,
  pixelEvent,
  postPixel,
  postPixelRaw,
  scriptId,
  SHOP_ORIGIN,
  VISITOR,
} from "../test/fakes/pixel.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../test/workspace.ts";

const page = (url = `${SHOP_ORIGIN}/tents`, title = "帳篷") =>
  pixelEvent("page", { url, title, referrer: "" }, TEST_NOW);

async function shopWithPixel() {
  const shop = await createTestWorkspace();
  const connectionId = await connectPixel(shop);
  const events = () =>
    rowsOf(shop, "select visitor_id, event_id, kind, data, at, waiting from pixel_event order by seq");
  return { shop, connectionId, events };
}

test("a batch is stored, also when it comes twice and in pieces", async () => {
  const { shop, events } = await shopWithPixel();
  const batch = [page(), page(`${SHOP_ORIGIN}/`), pixelEvent("view", { id: "T1", name: "二人帳" }, TEST_NOW)];
  const first = await postPixel(shop, { events: batch });
  expect(first.status).toBe(200);
  expect(await first.json()).toEqual({ ignored: [] });
  expect(first.headers.get("Access-Control-Allow-Origin")).toBe(SHOP_ORIGIN);
  expect(first.headers.get("Set-Cookie")).toBeNull();
  await Promise.all([postPixel(shop, { events: batch }), postPixel(shop, { events: batch.slice(1) })]);
  expect((await events()).map(({ event_id: id }) => id)).toEqual(batch.map(({ id }) => id));
  expect(await rowsOf(shop, "select id, first_seen_at from visitor")).toEqual([
    { id: VISITOR, first_seen_at: TEST_NOW },
  ]);
});

test("another visitor's event of the same id is another event", async () => {
  const { shop, events } = await shopWithPixel();
  const one = page();
  await postPixel(shop, { events: [one] });
  await postPixel(shop, { events: [one], visitor: scriptId(2) });
  expect(await events()).toHaveLength(2);
});

test.each([
  ["another origin", { Origin: "https://www.shop.test.evil.test" }, 403],
  ["another scheme", { Origin: "http://www.shop.test" }, 403],
  ["a page without origin", { Origin: "null" }, 403],
  ["no page at all", { Origin: "" }, 403],
  ["a robot", { "User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)" }, 204],
  ["a page made ready by the browser", { "Sec-Purpose": "prefetch;prerender" }, 204],
])("of %s nothing is stored", async (_, headers, status) => {
  const { shop, events } = await shopWithPixel();
  expect((await postPixel(shop, { events: [page()] }, headers)).status).toBe(status);
  expect(await events()).toEqual([]);
  expect(await rowsOf(shop, "select id from visitor")).toEqual([]);
  expect(shop.reported).toEqual([]);
});

test("a refusal can be read by the page's console", async () => {
  const { shop } = await shopWithPixel();
  const refused = await postPixel(shop, { events: [] }, { Origin: "https://elsewhere.test" });
  expect(refused.headers.get("Access-Control-Allow-Origin")).toBe("https://elsewhere.test");
  expect(await refused.json()).toMatchObject({ code: "ORIGIN_NOT_ALLOWED" });
});

test("with the module off it answers 204 and stores nothing", async () => {
  const { shop, events } = await shopWithPixel();
  await postPixel(shop, { events: [page()] });
  const { settings } = shop.client("admin");
  const switched = (pixel: boolean, seen: number | null) =>
    settings.set.mutate({
      operationId: newId(TEST_NOW),
      name: "modules",
      value: { pixel, cdp: false, omo: false, crm: false, export: true },
      seen,
    });
  await switched(false, null);
  const off = await postPixel(shop, {
    visitor: scriptId(2),
    events: [page(), pixelEvent("identify", identity({ memberId: "M1" }, TEST_NOW), TEST_NOW)],
    here: { url: `${SHOP_ORIGIN}/`, title: "" },
  });
  expect(off.status).toBe(204);
  expect(await events()).toHaveLength(1);
  expect(await rowsOf(shop, "select id from visitor")).toHaveLength(1);
  shop.clock.now++;
  await switched(true, TEST_NOW);
  expect((await postPixel(shop, { events: [page()] })).status).toBe(200);
  expect(await events()).toHaveLength(2);
});

test("a removed shop and a new key count from the next post on", async () => {
  const { shop, connectionId, events } = await shopWithPixel();
  const { connections } = shop.client("admin");
  const login = (key?: string) =>
    pixelEvent("identify", identity({ memberId: "M1" }, TEST_NOW, key), TEST_NOW);
  const renewed = "another key of the shop, as long as one must be";
  await postPixel(shop, { events: [login()] });
  await connections.update.mutate({ operationId: newId(TEST_NOW), connectionId, shopKey: renewed });
  expect(await (await postPixel(shop, { events: [login()] })).json()).toMatchObject({
    ignored: [{ why: /./ }],
  });
  expect(await (await postPixel(shop, { events: [login(renewed)] })).json()).toEqual({ ignored: [] });
  expect(await events()).toHaveLength(2);
  await connections.remove.mutate({ operationId: newId(TEST_NOW), connectionId });
  expect((await postPixel(shop, { events: [page()] })).status).toBe(403);
  expect(await events()).toHaveLength(2);
});

test.each([
  ["what is no JSON", "{", 400],
  ["bytes that are no text", new Uint8Array([0xff, 0xfe, 0x7b]), 400],
  ["a list", "[]", 400],
  [
    "a visitor of another shape",
    JSON.stringify({ visitor: "../../etc", page: VISITOR, sent: 1, events: [] }),
    400,
  ],
  [
    "too many events",
    JSON.stringify({
      visitor: VISITOR,
      page: VISITOR,
      sent: 1,
      events: Array.from({ length: 51 }, () => ({})),
    }),
    400,
  ],
  [
    "too many bytes",
    JSON.stringify({ visitor: VISITOR, page: VISITOR, sent: 1, events: ["x".repeat(70_000)] }),
    413,
  ],
])("%s is refused", async (_, body, status) => {
  const { shop, events } = await shopWithPixel();
  expect((await postPixelRaw(shop, body)).status).toBe(status);
  expect(await events()).toEqual([]);
  expect(shop.reported).toEqual([]);
});

test("an event that cannot be read is named and keeps none of the others away", async () => {
  const { shop, events } = await shopWithPixel();
  const answer = await postPixel(shop, {
    events: [null, "x", pixelEvent("<b>", {}, TEST_NOW), pixelEvent("view", {}, TEST_NOW), page()],
  });
  const { ignored } = (await answer.json()) as { ignored: { why: string }[] };
  expect(ignored.map(({ why }) => why)).toEqual([
    "an event could not be read",
    "an event could not be read",
    "<b> was ignored: there is no such event",
    "view was ignored: an item needs an id",
  ]);
  expect(await events()).toMatchObject([{ kind: "page" }]);
});

test("a visitor's clock counts for how long ago, never for when", async () => {
  const { shop, events } = await shopWithPixel();
  const YEAR = 365 * 864e5;
  for (const wrong of [-YEAR, 0, YEAR]) {
    const there = TEST_NOW + wrong;
    await postPixel(shop, {
      sent: there,
      events: [
        pixelEvent("view", { id: "1" }, there - 5000),
        pixelEvent("view", { id: "2" }, there + YEAR),
        pixelEvent("view", { id: "3" }, there - YEAR),
      ],
    });
  }
  const times = (await events()).map(({ at }) => Number(at) - TEST_NOW);
  expect(times).toEqual([-5000, 0, -864e5, -5000, 0, -864e5, -5000, 0, -864e5]);
});

test("hostile addresses and titles are taken out of what is stored", async () => {
  const { shop, events } = await shopWithPixel();
  const hostile = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://user:secret@www.shop.test/",
    "https://elsewhere.test/",
    "\0https://www.shop.test/",
    `https://www.shop.test/${"x".repeat(10_000)}`,
    { toString: "https://www.shop.test/" },
  ];
  const long = `\u202e<img src=x onerror=alert(1)>\0${"🌿".repeat(10_000)}`;
  await postPixel(shop, {
    events: hostile.map((url) => pixelEvent("page", { url, title: long, referrer: url }, TEST_NOW)),
  });
  for (const { data } of await events()) {
    const { url, title, referrer } = JSON.parse(String(data)) as Record<string, string | null>;
    expect(url).toBeNull();
    expect(title?.length).toBeLessThanOrEqual(300);
    expect(title).not.toContain("\0");
    expect(title?.isWellFormed()).toBe(true);
    expect([null, "https://elsewhere.test/"]).toContain(referrer);
  }
});

test("an item or a checkout leads to the shop only, and its picture lies there", async () => {
  const { shop, connectionId, events } = await shopWithPixel();
  await shop.client("admin").connections.update.mutate({
    operationId: newId(TEST_NOW),
    connectionId,
    origins: [SHOP_ORIGIN, "https://pay.test"],
  });
  const cases = [
    [`${SHOP_ORIGIN}/a`, true, true],
    ["https://pay.test/a", true, true],
    ["https://img.pay.test/a", false, true],
    ["http://pay.test/a", false, false],
    ["https://evilpay.test/a", false, false],
    ["https://pay.test.evil.test/a", false, false],
    ["https://pay.test:8443/a", false, false],
    ["https://evil.test/a", false, false],
  ] as const;
  await postPixel(shop, {
    events: cases.flatMap(([url]) => {
      const item = { id: "T1", url, picture: url };
      return [
        ...["view", "add"].map((kind) => pixelEvent(kind, item, TEST_NOW)),
        pixelEvent("checkout", { items: [item], url }, TEST_NOW),
        pixelEvent("purchase", { total: 1, currency: "TWD", items: [item] }, TEST_NOW),
      ];
    }),
  });
  type Link = { url: string | null; picture: string | null };
  type Kept = { url?: string | null; item?: Link; items?: Link[] };
  const kept = (await events()).map(({ data }) => JSON.parse(String(data)) as Kept);
  expect(kept).toHaveLength(cases.length * 4);
  for (const [i, { url, item, items }] of kept.entries()) {
    const [given, leads, shows] = cases[Math.floor(i / 4)] ?? ["", false, false];
    const link = leads ? given : null;
    expect([given, url ?? null, item ?? items?.[0]]).toMatchObject([
      given,
      url === undefined ? null : link,
      { url: link, picture: shows ? given : null },
    ]);
  }
});

test("a purchase of nothing is one; an amount that is none is not", async () => {
  const { shop, events } = await shopWithPixel();
  const bought = (total: unknown, currency: unknown = "twd") =>
    pixelEvent("purchase", { order: "1", total, currency }, TEST_NOW);
  const answer = await postPixel(shop, {
    events: [
      bought(0),
      bought("1280.50"),
      bought(-1),
      bought("free"),
      bought(1, "dollars"),
      bought(Number.MAX_VALUE),
    ],
  });
  expect(((await answer.json()) as { ignored: unknown[] }).ignored).toHaveLength(4);
  expect((await events()).map(({ data }) => JSON.parse(String(data)) as unknown)).toEqual([
    { order: "1", items: [], total: 0, currency: "TWD" },
    { order: "1", items: [], total: 128_050, currency: "TWD" },
  ]);
});

test("a flood of one visitor or one address is slowed down", async () => {
  const { shop } = await shopWithPixel();
  const statuses = new Set<number>();
  for (let i = 0; i < 70; i++) statuses.add((await postPixel(shop, { events: [] })).status);
  expect([...statuses]).toEqual([200, 429]);
  expect((await postPixel(shop, { visitor: scriptId(3), events: [] })).status).toBe(200);
  shop.clock.now += 10_000;
  expect((await postPixel(shop, { events: [] })).status).toBe(200);
  const from = { "X-Test-Address": "203.0.113.7" };
  for (let i = 0; i < 600; i++) await postPixelRaw(shop, "{", from);
  expect((await postPixel(shop, { visitor: scriptId(4), events: [] }, from)).status).toBe(429);
});

test("after 90 days what was seen is gone", async () => {
  const { shop, events } = await shopWithPixel();
  await postPixel(shop, { events: [page()] });
  shop.clock.now += 89 * 864e5;
  await postPixel(shop, { visitor: scriptId(2), events: [page()] });
  await work(shop);
  expect(await events()).toHaveLength(2);
  shop.clock.now += 2 * 864e5;
  await work(shop);
  expect(await events()).toMatchObject([{ visitor_id: scriptId(2) }]);
  expect(await rowsOf(shop, "select id from visitor")).toEqual([{ id: scriptId(2) }]);
});

test("signatures rest nowhere", async () => {
  const { shop } = await shopWithPixel();
  const signed = identity({ memberId: "M1", email: "amy@shop.test" }, TEST_NOW);
  await postPixel(shop, {
    events: [
      pixelEvent("identify", signed, TEST_NOW),
      pixelEvent("chat", chatting("v-1", TEST_NOW), TEST_NOW),
    ],
  });
  await work(shop);
  const kept = JSON.stringify(await rowsOf(shop, "select * from pixel_event"));
  expect(kept).not.toContain(signed.signature);
  expect(kept).not.toContain("amy@shop.test");
});
