import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { apiClient } from "../test/api.ts";
import { forEachEngine } from "../test/engines.ts";
import { createTestWorkspace, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const rowsOf = async (shop: TestWorkspace, sql: string): Promise<unknown[]> =>
  ((await shop.db.read([sql]))[0]?.rows ?? []).map((row) => ({ ...row }));

async function shopWithChannel(shop: TestWorkspace) {
  const { channelId } = await insertContact(shop.db, TEST_NOW, { externalId: "U-seed", name: "Seed" });
  return { ...(await apiClient(shop)), channelId };
}

forEachEngine("contacts of the API", (createWorkspace) => {
  test("a contact is made, read, changed and found; absent stays, null clears", async () => {
    const shop = await createWorkspace();
    const { call, channelId } = await shopWithChannel(shop);
    const made = await call("POST", "/contacts", {
      channel_id: channelId,
      external_id: "U-new",
      name: " 王小明 ",
      email: "Ming@Example.com",
      phone: "0912 345 678",
      member_no: "M1",
    });
    expect(made).toMatchObject({ status: 201, body: { outcome: "created" } });
    const id = String(made.body["id"]);
    const whole = {
      id,
      external_id: "U-new",
      channel_kind: "line",
      name: "王小明",
      email: "ming@example.com",
      phone: "+886912345678",
      member_no: "M1",
      active: true,
      subscription: "subscribed",
      tags: [],
      attributes: [],
    };
    expect((await call("GET", `/contacts/${id}`)).body).toMatchObject(whole);
    shop.clock.now += 1000;
    expect(await call("PATCH", `/contacts/${id}`, { email: null })).toMatchObject({
      status: 200,
      body: { outcome: "updated", id },
    });
    expect((await call("GET", `/contacts/${id}`)).body).toMatchObject({ ...whole, email: null, version: 2 });
    expect((await call("PATCH", `/contacts/${id}`, { email: null, name: "王小明" })).body["outcome"]).toBe(
      "unchanged",
    );
    for (const search of [
      { phone: "0912345678" },
      { member_no: "M1" },
      { external_id: "U-new" },
      { external_id: "U-new", channel_id: channelId },
      { text: "小明" },
    ]) {
      const { body } = await call("POST", "/contacts/search", search);
      expect((body["data"] as { id: string }[]).map((one) => one.id)).toEqual([id]);
    }
    expect((await call("POST", "/contacts/search", { email: "ming@example.com" })).body["data"]).toEqual([]);
    const events = await rowsOf(
      shop,
      `select kind, actor_kind, actor_name, data from event where contact_id = '${id}' order by id`,
    );
    expect(events).toEqual([
      { kind: "contact.created", actor_kind: "system", actor_name: "ERP", data: "{}" },
      {
        kind: "profile.edited",
        actor_kind: "system",
        actor_name: "ERP",
        data: '{"field":"email","before":"ming@example.com","after":null}',
      },
    ]);
    expect(shop.reported).toEqual([]);
  });

  test("a bulk of rows is answered row by row, in its order; what is refused keeps nobody out", async () => {
    const shop = await createWorkspace();
    const { call, channelId } = await shopWithChannel(shop);
    const { contactId: wa } = await insertContact(shop.db, TEST_NOW, { kind: "whatsapp", accountId: "9" });
    const gone = newId(1);
    const { body, status } = await call("POST", "/contacts/bulk", {
      contacts: [
        { channel_id: channelId, external_id: "B1", name: "One", member_no: "M1" },
        { id: gone, name: "x" },
        { channel_id: channelId, external_id: "B2", email: "no" },
        { channel_id: gone, external_id: "B3" },
        { channel_id: channelId, external_id: "B1", name: "Other" },
        { id: wa, phone: "0912345678" },
        { channel_id: channelId, external_id: "B4", member_no: "M1" },
        { channel_id: channelId, external_id: "U-seed", name: "Seed" },
        { channel_id: channelId, external_id: "U\0" },
        { channel_id: channelId, external_id: "B5", nmae: "typo" },
        null,
        { channel_id: channelId, external_id: "B6", phone: "12" },
        { channel_id: channelId, external_id: "B7", name: "x".repeat(10_000) },
        { channel_id: channelId, external_id: "B8", name: "<img src=x onerror=alert(1)>\u202e👩‍👩‍👧" },
      ],
    });
    expect(status).toBe(200);
    const results = body["results"] as { outcome: string; code?: string; field?: string }[];
    expect(results.map(({ outcome, code, field }) => [outcome, code, field])).toEqual([
      ["created", undefined, undefined],
      ["refused", "NOT_FOUND", "id"],
      ["refused", "INVALID_EMAIL", "email"],
      ["refused", "NOT_FOUND", "channel_id"],
      ["refused", "CONFLICT", "external_id"],
      ["refused", "PHONE_LOCKED", "phone"],
      ["refused", "MEMBER_NO_TAKEN", "member_no"],
      ["unchanged", undefined, undefined],
      ["refused", "INVALID_INPUT", "external_id"],
      ["refused", "INVALID_INPUT", "nmae"],
      ["refused", "INVALID_INPUT", undefined],
      ["refused", "INVALID_PHONE", "phone"],
      ["refused", "TOO_LONG", "name"],
      ["created", undefined, undefined],
    ]);
    expect(
      await rowsOf(shop, "select external_id, name from contact where external_id like 'B%' order by 1"),
    ).toEqual([
      { external_id: "B1", name: "One" },
      { external_id: "B8", name: "<img src=x onerror=alert(1)>\u202e👩‍👩‍👧" },
    ]);
    expect(await rowsOf(shop, "select phone from contact where phone is not null")).toEqual([]);
  });

  test("attributes are set by type and cleared by null", async () => {
    const shop = await createWorkspace();
    const { call, channelId } = await shopWithChannel(shop);
    const ids: Record<string, string> = {};
    for (const type of ["text", "number", "date", "datetime", "boolean"] as const) {
      shop.clock.now += 1;
      const defined = await shop
        .client("admin")
        .attributes.define.mutate({ operationId: newId(shop.clock.now), name: type, type });
      ids[type] = defined.id;
    }
    const attributes = (values: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(values).map(([type, value]) => [ids[type], value]));
    const { body: made } = await call("POST", "/contacts", {
      channel_id: channelId,
      external_id: "A",
      attributes: attributes({
        text: "",
        number: 0,
        date: "2026-02-28",
        datetime: "2026-11-20T10:00:00+08:00",
        boolean: false,
      }),
    });
    const valuesOf = async () => {
      const { body } = await call("GET", `/contacts/${String(made["id"])}`);
      return Object.fromEntries(
        (body["attributes"] as { type: string; value: unknown }[]).map(({ type, value }) => [type, value]),
      );
    };
    expect(await valuesOf()).toEqual({
      text: "",
      number: 0,
      date: "2026-02-28",
      datetime: "2026-11-20T02:00:00.000Z",
      boolean: false,
    });
    const patch = (values: Record<string, unknown>) =>
      call("PATCH", `/contacts/${String(made["id"])}`, { attributes: attributes(values) });
    expect((await patch({ number: null })).body["outcome"]).toBe("updated");
    expect(await valuesOf()).not.toHaveProperty("number");
    expect((await patch({ number: null, boolean: false })).body["outcome"]).toBe("unchanged");
    for (const [type, value, code] of [
      ["number", "5", "INVALID_NUMBER"],
      ["date", "2026-02-29", "INVALID_DATE"],
      ["datetime", "tomorrow", "INVALID_DATE"],
      ["boolean", 1, "INVALID_INPUT"],
      ["text", "x".repeat(1001), "TOO_LONG"],
    ] as const) {
      expect(await patch({ [type]: value })).toMatchObject({
        status: 400,
        body: { code, field: `attributes.${ids[type]}` },
      });
    }
  });

  test("tags are added (again counts), removed and replaced", async () => {
    const shop = await createWorkspace();
    const { call } = await shopWithChannel(shop);
    const [{ id }] = (await rowsOf(shop, "select id from contact")) as [{ id: string }];
    const tags = async () =>
      (
        (await call("GET", `/contacts/${id}/tags`)).body["data"] as {
          id: string;
          name: string;
          count: number;
        }[]
      )
        .map(({ name, count }) => `${name} ${count}`)
        .sort();
    await call("POST", `/contacts/${id}/tags`, { tags: ["VIP", "ＶＩＰ", "露營"] });
    expect(await tags()).toEqual(["露營 1", "ＶＩＰ 1"]);
    shop.clock.now += 1;
    await call("POST", `/contacts/${id}/tags`, { tags: ["vip"] });
    expect(await tags()).toEqual(["露營 1", "ＶＩＰ 2"]);
    await call("PUT", `/contacts/${id}/tags`, { tags: ["vip", "new"] });
    expect(await tags()).toEqual(["new 1", "ＶＩＰ 2"]);
    const counted = await call("GET", `/contacts/${id}/taggings`);
    expect(
      (counted.body["data"] as { name: string; count: number; present: boolean }[]).map(
        ({ name, count, present }) => [name, count, present],
      ),
    ).toEqual([
      ["ＶＩＰ", 2, true],
      ["new", 1, true],
      ["露營", 1, false],
    ]);
    const [{ id: tagId }] = (await rowsOf(shop, "select id from tag where name = 'new'")) as [{ id: string }];
    expect(await call("DELETE", `/contacts/${id}/tags/${tagId}`)).toMatchObject({
      status: 200,
      body: { tag_id: tagId },
    });
    expect(await tags()).toEqual(["ＶＩＰ 2"]);
    expect(await rowsOf(shop, "select distinct source from tagging")).toEqual([{ source: "api" }]);
    const { body } = await call("POST", "/tags/bulk", {
      contacts: [
        { contact_id: id, add: ["a"], remove: ["vip"] },
        { contact_id: newId(1), add: ["a"] },
        { contact_id: id, add: ["b"] },
        { contact_id: id, add: [""] },
      ],
    });
    expect(
      (body["results"] as { outcome: string; code?: string }[]).map(({ outcome, code }) => [outcome, code]),
    ).toEqual([
      ["updated", undefined],
      ["refused", "NOT_FOUND"],
      ["refused", "CONFLICT"],
      ["refused", "INVALID_INPUT"],
    ]);
    expect(await tags()).toEqual(["a 1"]);
    expect(await call("POST", `/contacts/${newId(1)}/tags`, { tags: ["a"] })).toMatchObject({ status: 404 });
  });

  test("calls at once see each other: one address is one contact, and each change knows what it changes", async () => {
    const shop = await createWorkspace();
    const { call, channelId } = await shopWithChannel(shop);
    const made = await Promise.all(
      Array.from({ length: 8 }, () =>
        call("POST", "/contacts/bulk", {
          contacts: [{ channel_id: channelId, external_id: "same", name: "0" }],
        }),
      ),
    );
    const outcomes = made.map(({ status, body }) => [
      status,
      (body["results"] as { outcome: string }[])[0]?.outcome,
    ]);
    expect(outcomes.sort()).toEqual([
      [200, "created"],
      ...Array.from({ length: 7 }, () => [200, "unchanged"]),
    ]);
    const [{ id }] = (await rowsOf(shop, "select id from contact where external_id = 'same'")) as [
      { id: string },
    ];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => call("PATCH", `/contacts/${id}`, { name: `${i + 1}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const edits = (await rowsOf(
      shop,
      `select data ->> 'before' as b, data ->> 'after' as a from event where contact_id = '${id}' and kind = 'profile.edited' order by rowid`,
    )) as { b: string; a: string }[];
    expect(edits.map(({ b }) => b)).toEqual(["0", ...edits.map(({ a }) => a).slice(0, -1)]);
    expect(shop.reported).toEqual([]);
  });
});

test("what is deleted is in no answer", async () => {
  const shop = await createTestWorkspace();
  const { call } = await shopWithChannel(shop);
  const [{ id, customer_id: customer }] = (await rowsOf(shop, "select id, customer_id from contact")) as [
    { id: string; customer_id: string },
  ];
  const [{ id: conversation }] = (await rowsOf(shop, "select id from conversation")) as [{ id: string }];
  await call("POST", `/contacts/${id}/tags`, { tags: ["VIP"] });
  const { conversations } = shop.client("admin");
  const { token } = await conversations.deletionPreview.query({ contactId: id });
  await conversations.delete.mutate({
    operationId: newId(TEST_NOW),
    contactId: id,
    seen: token,
    typed: "DELETE",
  });
  for (const path of ["/contacts", "/customers", "/conversations"]) {
    expect((await call("GET", path)).body["data"]).toEqual([]);
  }
  for (const path of [
    `/contacts/${id}`,
    `/contacts/${id}/tags`,
    `/customers/${customer}`,
    `/conversations/${conversation}`,
    `/conversations/${conversation}/messages`,
  ]) {
    expect((await call("GET", path)).status).toBe(404);
  }
  expect((await call("GET", `/contacts/${id}/taggings`)).body["data"]).toEqual([]);
  expect((await call("PATCH", `/contacts/${id}`, { name: "x" })).status).toBe(404);
  expect((await call("POST", "/contacts/search", { external_id: "U-seed" })).body["data"]).toEqual([]);
});

test("a message from more than a day ahead is refused, naming the field; the others of its call are kept", async () => {
  const shop = await createTestWorkspace();
  const { call } = await shopWithChannel(shop);
  const [{ id: conversation }] = (await rowsOf(shop, "select id from conversation")) as [{ id: string }];
  const day = 86_400_000;
  const messages = [TEST_NOW + day, TEST_NOW + day + 1, Date.UTC(9999, 11, 31), TEST_NOW].map((at, i) => ({
    provider_id: `m${i}`,
    sender: { kind: "customer" },
    text: "hi",
    at: new Date(at).toISOString(),
  }));
  const { body } = await call("POST", `/conversations/${conversation}/messages`, { messages });
  const refused = { outcome: "refused", id: null, code: "IN_THE_FUTURE", field: "at" };
  const stored = { outcome: "created", id: null };
  expect(body["results"]).toEqual([stored, refused, refused, stored]);
  expect(await rowsOf(shop, "select provider_id as id from message order by 1")).toEqual([
    { id: "m0" },
    { id: "m3" },
  ]);
});

test("what a customer wrote while blocked does not come by the API later, and no answer says that it did", async () => {
  const shop = await createTestWorkspace();
  const { call } = await shopWithChannel(shop);
  const [{ id: contactId }] = (await rowsOf(shop, "select id from contact")) as [{ id: string }];
  const [{ id: conversation }] = (await rowsOf(shop, "select id from conversation")) as [{ id: string }];
  const setActive = (active: boolean) =>
    shop.client("admin").conversations.setActive.mutate({ operationId: newId(TEST_NOW), contactId, active });
  const put = async () => {
    const at = new Date(TEST_NOW).toISOString();
    const messages = [{ provider_id: "m1", sender: { kind: "customer" }, text: "while blocked", at }];
    return (await call("POST", `/conversations/${conversation}/messages`, { messages })).body["results"];
  };
  await setActive(false);
  expect(await put()).toEqual([{ outcome: "unchanged", id: null }]);
  await setActive(true);
  expect(await put()).toEqual([{ outcome: "unchanged", id: null }]);
  expect(await rowsOf(shop, "select 1 from message")).toEqual([]);
  expect(await rowsOf(shop, "select last_customer_at from contact")).toEqual([{ last_customer_at: null }]);
});
