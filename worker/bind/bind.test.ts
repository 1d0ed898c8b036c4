import { expect, test } from "vitest";
import type { Role } from "../../shared/permissions.ts";
import { newId } from "../domain/id.ts";
import { forEachEngine } from "../test/engines.ts";
import { connectPixel, identity } from "../test/fakes/pixel.ts";
import { rowsOf } from "../test/work.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../test/workspace.ts";

const op = () => newId(TEST_NOW);
const NAME = `<b>王</b>\u202E小明`;

async function open(create: () => Promise<TestWorkspace>, kind = "line") {
  const shop = await create();
  await connectPixel(shop);
  const { contactId } = await insertContact(shop.db, TEST_NOW, { kind, name: NAME });
  const link = async (role: Role = "agent") => {
    const { url } = await shop.client(role).bindings.link.mutate({ operationId: op(), contactId });
    return new URL(url).pathname + new URL(url).search;
  };
  const post = (path: string, fields: Record<string, unknown>, confirmed = true) =>
    shop.fetch(path, {
      method: "POST",
      body: new URLSearchParams({
        ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
        ...(confirmed ? { confirmed: "1" } : {}),
      }),
    });
  const contact = async () =>
    (await rowsOf(shop, "select member_no, email, phone from contact where id = ?", contactId))[0];
  return { shop, contactId, link, post, contact };
}

const amy = (at = TEST_NOW) =>
  identity({ memberId: "M1", email: "amy@shop.test", phone: "0912345678" }, at) as Record<string, unknown>;

forEachEngine("a binding link", (create) => {
  test("leads to the shop, shows whose account it is, and binds once what the shop signed", async () => {
    const { shop, contactId, link, post, contact } = await open(create);
    const path = await link();
    const first = await shop.fetch(path);
    const text = await first.text();
    expect(first.headers.get("Referrer-Policy")).toBe("no-referrer");
    expect(text).toMatch(/href="https:\/\/www\.shop\.test\/#alongside-bind=v1\./);
    const asked = await (await post(path, amy(), false)).text();
    expect(asked).toContain("&lt;b&gt;王");
    expect(asked).toContain("M1");
    expect(await contact()).toEqual({ member_no: null, email: null, phone: null });
    expect(await (await post(path, amy())).text()).toContain("Your account is bound");
    expect(await contact()).toEqual({ member_no: "M1", email: "amy@shop.test", phone: "+886912345678" });
    const bindings = await rowsOf(
      shop,
      "select kind, state, how, member_no from binding where contact_id = ?",
      contactId,
    );
    expect(bindings).toEqual([{ kind: "social", state: "bound", how: "button", member_no: "M1" }]);
    for (const again of [await shop.fetch(path), await post(path, amy())])
      expect(await again.text()).toContain("Already done");
    expect(shop.reported).toEqual([]);
  });

  test("works once also for who is bound already: nobody else's membership by the same link", async () => {
    const { shop, link, post, contact } = await open(create);
    await post(await link(), amy());
    shop.clock.now += 1000;
    const path = await link();
    expect(await (await post(path, amy())).text()).toContain("Your account is bound");
    const bob = identity({ memberId: "M2" }, TEST_NOW) as Record<string, unknown>;
    expect(await (await post(path, bob)).text()).toContain("Already done");
    expect(await contact()).toMatchObject({ member_no: "M1" });
    expect(shop.reported).toEqual([]);
  });

  test("who logged in as the same member elsewhere is one customer with them", async () => {
    const { shop, link, post } = await open(create);
    const other = await open(async () => shop, "messenger");
    await post(await link(), amy());
    await post(await other.link(), amy());
    expect(await rowsOf(shop, "select count(distinct customer_id) as n from contact")).toEqual([{ n: 1 }]);
  });
});

test("what is forged, old, of another key or of no link binds nothing", async () => {
  const { createTestWorkspace } = await import("../test/workspace.ts");
  const { shop, contactId, link, post, contact } = await open(createTestWorkspace);
  const path = await link();
  const bad: Record<string, unknown>[] = [
    { ...amy(), memberId: "M2" },
    { ...amy(), signature: "0".repeat(64) },
    { ...amy(), signature: "" },
    amy(TEST_NOW - 3_600_001),
    { confirmed: "1" },
    { ...amy(), memberId: "M1\0" },
  ];
  for (const fields of bad) expect((await post(path, fields)).status).toBe(400);
  for (const token of ["", "x", path.slice(-40), `${path.split("token=")[1]?.slice(0, -6) ?? ""}AAAAAA`])
    expect((await shop.fetch(`/w/shop/bind?token=${token}`)).status).toBe(400);
  expect((await post(`${path.slice(0, -6)}AAAAAA`, amy())).status).toBe(400);
  expect((await post(path, { ...amy(), email: "x".repeat(9000) })).status).toBe(413);
  await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
  expect((await post(path, amy())).status).toBe(400);
  await shop.db.write(["update contact set deleted_at = null"]);
  shop.clock.now += 86_400_000;
  expect((await post(path, amy(shop.clock.now))).status).toBe(400);
  expect(await contact()).toMatchObject({ member_no: null });
  expect(shop.reported).toEqual([]);
});

test("no membership of whom it cannot be, no link for a website, without a shop or with the pixel off", async () => {
  const { createTestWorkspace } = await import("../test/workspace.ts");
  const { shop, contactId, link, post, contact } = await open(createTestWorkspace);
  const other = await open(async () => shop, "messenger");
  await post(await other.link(), amy());
  const tell = { operationId: op(), contactId, otherId: other.contactId, apart: true };
  await shop.client("admin").customers.tellApart.mutate(tell);
  const refused = await post(await link(), amy());
  expect(await refused.text()).toContain("somebody else");
  expect(await contact()).toMatchObject({ member_no: null });
  const web = await open(async () => shop, "website");
  expect((await failureOfCall(web.link())).code).toBe("NOT_FOUND");
  const path = await link();
  await shop.db.write(["update connection set state = 'disabled' where kind = 'pixel'"]);
  expect((await failureOfCall(link())).code).toBe("CONNECTION_NOT_FOUND");
  expect((await shop.fetch(path)).status).toBe(503);
  await shop.db.write([
    `insert into setting (name, value, updated_at) values ('modules', '{"pixel":false}', 0)`,
  ]);
  expect((await failureOfCall(link())).code).toBe("MODULE_OFF");
  expect((await shop.fetch(path)).status).toBe(400);
});
