import { expect, test } from "vitest";
import type { Database } from "../db/database.ts";
import { newId } from "../domain/id.ts";
import { applyPixelEvents } from "../domain/pixel/apply.ts";
import {
  chatting,
  connectPixel,
  identity,
  pixelEvent,
  postPixel,
  scriptId,
  SHOP_ORIGIN,
  VISITOR,
} from "../test/fakes/pixel.ts";
import { forEachEngine } from "../test/engines.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const REF = {
  inbox: "demo",
  origin: "https://inbox.test",
  account: "1",
  conversation: "7",
  hints: {},
} as const;

/** A shop with a pixel, and a website contact whose conversation is open in the inbox. */
async function furnished(create: (now?: number) => Promise<TestWorkspace>) {
  const shop = await create();
  await connectPixel(shop);
  const { contactId } = await insertContact(shop.db, TEST_NOW, {
    kind: "website",
    externalId: "visitor-1",
    name: "Amy",
    accountId: "www.shop.test",
  });
  await shop.client("agent").contacts.pin.mutate({ operationId: newId(TEST_NOW), ref: REF, contactId });
  const panel = async () => {
    const view = await shop.client("agent").panel.open.query({ ref: REF });
    if (view.state !== "linked") throw new Error(view.state);
    return view;
  };
  const tell = async (kind: string, data: unknown, at = shop.clock.now) => {
    const answer = await postPixel(shop, { events: [pixelEvent(kind, data, at)] });
    expect(await answer.json()).toEqual({ ignored: [] });
    await work(shop);
  };
  return { shop, contactId, panel, tell };
}

forEachEngine("who logs in to the shop", (create) => {
  test("is known by their member number, however often and in whatever order it is told", async () => {
    const { shop, panel, tell } = await furnished(create);
    await tell(
      "identify",
      identity({ memberId: "M1", email: "amy@shop.test", phone: "0912345678" }, TEST_NOW),
    );
    expect((await panel()).contact.profile.memberNo.value).toBeNull();
    await tell("chat", chatting("visitor-1", TEST_NOW));
    await tell(
      "identify",
      identity({ memberId: "M1", email: "amy@shop.test", phone: "0912345678" }, TEST_NOW),
    );
    const { contact, bindings } = await panel();
    expect(contact.profile).toMatchObject({
      memberNo: { value: "M1", source: "pixel", at: TEST_NOW },
      email: { value: "amy@shop.test", source: "pixel" },
      phone: { value: "+886912345678", source: "pixel" },
    });
    expect(bindings).toMatchObject([{ kind: "social", state: "bound", how: "pixel" }]);
    await tell("identify", identity({ memberId: "M1", email: "amy@shop.test" }, TEST_NOW));
    expect((await panel()).contact.version).toBe(contact.version);
    expect(shop.reported).toEqual([]);
  });

  test("shows the page they are on, and no link once they closed it", async () => {
    const { shop, panel, tell } = await furnished(create);
    await tell("chat", chatting("visitor-1", TEST_NOW));
    const here = { url: `${SHOP_ORIGIN}/tents?q=2`, title: "帳篷 <b>" };
    await postPixel(shop, { here });
    const { contact, page, context } = await panel();
    expect(page).toEqual({ state: "online", ...here, at: TEST_NOW });
    await postPixel(shop, { left: true });
    expect(await rowsOf(shop, "select url, title from website_presence")).toEqual([
      { url: null, title: null },
    ]);
    shop.clock.now += 2000;
    const known = { contactId: contact.id, version: contact.version, context };
    expect(await shop.client("agent").panel.open.query({ ref: REF, known })).toMatchObject({
      page: { state: "offline", url: null, title: null },
    });
    await postPixel(shop, { here, page: scriptId(2) });
    expect((await panel()).page).toMatchObject({ state: "online", url: here.url });
  });
});

const start = () => furnished(createTestWorkspace);

test("an unsigned or forged identity changes nothing, and the page is told why", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  const signed = identity({ memberId: "M1" }, TEST_NOW);
  const answer = await postPixel(shop, {
    events: [
      pixelEvent("identify", { memberId: "M1", at: TEST_NOW }, TEST_NOW),
      pixelEvent("identify", { ...signed, memberId: "M2" }, TEST_NOW),
      pixelEvent("identify", { ...signed, email: "eve@shop.test" }, TEST_NOW),
      pixelEvent("chat", { visitor: "visitor-1", at: TEST_NOW, signature: signed.signature }, TEST_NOW),
    ],
  });
  expect(((await answer.json()) as { ignored: { why: string }[] }).ignored.map(({ why }) => why)).toEqual([
    ...Array<string>(3).fill("identify was ignored: the signature does not match"),
    "chat was ignored: the signature does not match",
  ]);
  await work(shop);
  expect((await panel()).contact.profile.memberNo.value).toBeNull();
  expect(await rowsOf(shop, "select member_no from visitor")).toEqual([{ member_no: null }]);
});

test("a member number another verified source gave stays, and so does what an agent wrote", async () => {
  const { shop, contactId, panel, tell } = await start();
  await shop.db.write([
    {
      sql: "insert into contact_value (id, contact_id, field, value, source, at) values (?, ?, 'member_no', 'M9', 'shop', ?)",
      args: [newId(TEST_NOW), contactId, TEST_NOW - 1],
    },
    { sql: "update contact set member_no = 'M9' where id = ?", args: [contactId] },
  ]);
  const { profile } = shop.client("agent");
  const edit = (field: "email" | "phone", value: string, seen: string | null) =>
    profile.edit.mutate({ operationId: newId(TEST_NOW), contactId, field, value, seen });
  await edit("email", "amy@home.test", null);
  await edit("phone", "0900000001", null);
  await edit("phone", "", "+886900000001");
  shop.clock.now += 1000;
  await tell("chat", chatting("visitor-1", shop.clock.now));
  await tell(
    "identify",
    identity({ memberId: "M1", email: "amy@shop.test", phone: "0912345678" }, shop.clock.now),
  );
  const { contact, bindings } = await panel();
  expect(contact.profile).toMatchObject({
    memberNo: { value: "M9", source: "shop" },
    email: { value: "amy@home.test", source: "agent" },
    phone: { value: null },
  });
  expect(bindings).toEqual([]);
});

test("who logs in as somebody else on the same browser is the other one from then on", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await tell("identify", identity({ memberId: "M1", email: "one@shop.test" }, TEST_NOW));
  shop.clock.now += 60_000;
  await tell("identify", identity({ memberId: "M2", email: "two@shop.test" }, shop.clock.now));
  expect((await panel()).contact.profile).toMatchObject({
    memberNo: { value: "M2", source: "pixel" },
    email: { value: "two@shop.test", source: "pixel" },
  });
});

test("who chats is the member of an earlier log-in for an hour after the shop signed it, and not after log-out", async () => {
  const hour = 3_600_000;
  const memberNo = async (late: number, logOut: boolean) => {
    const { shop, panel, tell } = await start();
    const signed = TEST_NOW - 60_000;
    await tell("identify", identity({ memberId: "M1" }, signed));
    if (logOut) await tell("identify", null);
    shop.clock.now = signed + late;
    // Its own word for when it was does not make it earlier.
    await tell("chat", chatting("visitor-1", shop.clock.now), TEST_NOW);
    return (await panel()).contact.profile.memberNo.value;
  };
  expect(await memberNo(hour, false)).toBe("M1");
  expect(await memberNo(hour + 1, false)).toBeNull();
  expect(await memberNo(61_000, true)).toBeNull();
});

test("of a log-out and a log-in the later one counts; a contact keeps the number it has", async () => {
  const { shop, panel, tell } = await start();
  const login = (memberId: string) => pixelEvent("identify", identity({ memberId }, TEST_NOW), TEST_NOW);
  const logout = () => pixelEvent("identify", null, TEST_NOW);
  const visitor = () => rowsOf(shop, "select member_no as no, identified_at as at from visitor");
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await postPixel(shop, { events: [logout(), login("M1")] });
  expect(await visitor()).toEqual([{ no: "M1", at: TEST_NOW }]);
  await postPixel(shop, { events: [login("M2"), logout()] });
  await work(shop);
  expect(await visitor()).toEqual([{ no: null, at: null }]);
  expect((await panel()).contact.profile.memberNo.value).toBe("M2");
  expect(shop.reported).toEqual([]);
});

test("a visitor who names a contact of another channel, or a deleted one, is tied to nobody", async () => {
  const { shop, contactId, tell } = await start();
  await insertContact(shop.db, TEST_NOW, { kind: "line", externalId: "U1" });
  await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
  for (const visitor of ["U1", "visitor-1", "nobody"]) await tell("chat", chatting(visitor, TEST_NOW));
  expect(await rowsOf(shop, "select contact_id from visitor")).toEqual([{ contact_id: null }]);
});

test("a batch that comes twice counts once in the cart; a purchase ends it and is the last checkout", async () => {
  const { shop, contactId, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  const tent = {
    id: "T1",
    name: "二人帳",
    price: "5990",
    currency: "TWD",
    picture: "https://cdn.www.shop.test/t1.jpg",
  };
  const events = [
    pixelEvent("add", tent, TEST_NOW),
    pixelEvent("add", { ...tent, quantity: 2 }, TEST_NOW),
    pixelEvent("add", { id: "S1", name: "營釘", price: 49.5, currency: "TWD" }, TEST_NOW),
    pixelEvent("remove", tent, TEST_NOW),
  ];
  await postPixel(shop, { events });
  await postPixel(shop, { events });
  await work(shop);
  await postPixel(shop, { events: events.slice(0, 2) });
  await tell("identify", identity({ memberId: "M1" }, TEST_NOW));
  expect((await panel()).orders.cart).toMatchObject({
    items: [
      { name: "二人帳", quantity: 2, price: 599_000, pictureUrl: tent.picture },
      { name: "營釘", quantity: 1, price: 4950 },
    ],
    total: 1_202_950,
    currency: "TWD",
  });
  shop.clock.now += 5000;
  await tell("purchase", { order: "A-1", total: 0, currency: "TWD" });
  expect((await panel()).orders.cart).toBeNull();
  expect(await rowsOf(shop, "select count(*) as n from shop_order")).toEqual([{ n: 0 }]);
  expect(await rowsOf(shop, "select last_checkout_at as at from contact where id = ?", contactId)).toEqual([
    { at: TEST_NOW + 5000 },
  ]);
  shop.clock.now += 5000;
  await tell("add", tent);
  expect((await panel()).orders.cart).toMatchObject({ total: 599_000, lines: 1 });
});

test("a checkout brings the whole cart, and taking out the last piece ends it", async () => {
  const { panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await tell("identify", identity({ memberId: "M1" }, TEST_NOW));
  await tell("add", { id: "T1", name: "x" });
  await tell("checkout", {
    items: [{ id: "S1", name: "<script>", quantity: 3, price: 1.005 }],
    total: "2.50",
    currency: "USD",
    url: "javascript:alert(1)",
  });
  expect((await panel()).orders.cart).toMatchObject({
    items: [{ name: "<script>", quantity: 3, price: 101 }],
    total: 250,
    currency: "USD",
    url: null,
  });
  await tell("remove", { id: "S1", quantity: 9 });
  expect((await panel()).orders.cart).toBeNull();
});

test("a plan that others overtook changes nothing", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await tell("identify", identity({ memberId: "M1" }, TEST_NOW));
  const add = () => postPixel(shop, { events: [pixelEvent("add", { id: "T1", name: "x" }, TEST_NOW)] });
  await add();
  const overtaken: Database = {
    ...shop.db,
    async write(statements) {
      await work(shop);
      await add();
      await work(shop);
      return shop.db.write(statements);
    },
  };
  await applyPixelEvents(overtaken, TEST_NOW, (error) => shop.reported.push(error));
  expect((await panel()).orders.cart).toMatchObject({ items: [{ quantity: 2 }] });
  expect(shop.reported).toEqual([]);
});

test("what cannot be worked out at the same time is not worked out twice", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await tell("identify", identity({ memberId: "M1" }, TEST_NOW));
  const events = Array.from({ length: 40 }, () => pixelEvent("add", { id: "T1", name: "x" }, TEST_NOW));
  await postPixel(shop, { events });
  await Promise.all([work(shop), work(shop), work(shop)]);
  expect((await panel()).orders.cart).toMatchObject({ items: [{ quantity: 40 }] });
});

test("an event that cannot be worked out keeps none of the others waiting", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  await tell("identify", identity({ memberId: "M1" }, TEST_NOW));
  await shop.db.write([
    {
      sql: "insert into pixel_event (visitor_id, event_id, kind, data, at, received_at, waiting) values (?, 'x', 'add', '{}', 1, 1, 1)",
      args: [VISITOR],
    },
  ]);
  await tell("add", { id: "T1", name: "x" });
  expect((await panel()).orders.cart).toMatchObject({ lines: 1 });
  expect(shop.reported).toHaveLength(1);
  expect(await rowsOf(shop, "select seq from pixel_event where waiting = 1")).toEqual([]);
});

test("closing one page says nothing of another that was opened since", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  const at = (url: string) => ({ here: { url: SHOP_ORIGIN + url, title: url } });
  await postPixel(shop, { ...at("/1"), page: scriptId(1) });
  await postPixel(shop, { ...at("/2"), page: scriptId(2) });
  await postPixel(shop, { left: true, page: scriptId(1) });
  shop.clock.now += 3000;
  expect((await panel()).page).toMatchObject({ state: "online", url: `${SHOP_ORIGIN}/2` });
  await postPixel(shop, { left: true, page: scriptId(2) });
  shop.clock.now += 2000;
  expect((await panel()).page).toMatchObject({ state: "offline" });
});

test("who goes silent is offline within a minute, on screen and in storage", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  const here = { url: `${SHOP_ORIGIN}/`, title: "x" };
  await postPixel(shop, { here });
  shop.clock.now += 25_000;
  const { version } = (await panel()).contact;
  await postPixel(shop, { here });
  await work(shop);
  shop.clock.now += 44_000;
  await work(shop);
  const before = await panel();
  expect(before).toMatchObject({ contact: { version }, page: { state: "online" } });
  shop.clock.now += 1001;
  const known = { contactId: before.contact.id, version, context: before.context };
  expect(await shop.client("agent").panel.open.query({ ref: REF, known })).toMatchObject({
    page: { state: "offline", url: null },
  });
  expect((await panel()).page).toEqual({ state: "offline", url: null, title: null, at: TEST_NOW + 25_000 });
  shop.clock.now += 5000;
  await work(shop);
  expect(await rowsOf(shop, "select state, url, title, page_id from website_presence")).toEqual([
    { state: "offline", url: null, title: null, page_id: null },
  ]);
  expect((await panel()).contact.version).toBeGreaterThan(version);
  shop.clock.now += 3_600_000;
  await work(shop);
  await postPixel(shop, { here });
  expect((await panel()).page).toMatchObject({ state: "online", url: here.url });
  shop.clock.now += 60_000;
  await work(shop);
  expect(await rowsOf(shop, "select url from website_presence")).toEqual([{ url: null }]);
});

test("hostile pages of a website customer are no link", async () => {
  const { shop, panel, tell } = await start();
  await tell("chat", chatting("visitor-1", TEST_NOW));
  for (const url of [
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.test/",
    `${SHOP_ORIGIN}\0/`,
    7,
    null,
  ]) {
    await postPixel(shop, { here: { url, title: `\u202e${"x".repeat(10_000)}\0` } });
    const { page } = await panel();
    expect(page).toMatchObject({ state: "online", url: null });
    expect(page?.title).toHaveLength(300);
  }
});

test("who has no conversation is nowhere", async () => {
  const { shop } = await start();
  await postPixel(shop, { here: { url: `${SHOP_ORIGIN}/`, title: "x" } });
  expect(await rowsOf(shop, "select * from website_presence")).toEqual([]);
  expect(await rowsOf(shop, "select id, contact_id from visitor")).toEqual([
    { id: VISITOR, contact_id: null },
  ]);
});
