import { expect, test } from "vitest";
import type { Role } from "../../../shared/permissions.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { newId } from "../id.ts";
import { forEachEngine } from "../../test/engines.ts";
import { insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";

const op = () => newId(TEST_NOW);
const ref = (conversation: string) =>
  ({ inbox: "demo", origin: "https://inbox.test", account: "1", conversation, hints: {} }) as const;

async function open(
  shop: TestWorkspace,
  conversation: string,
  role: Role = "supervisor",
  known?: { contactId: string; version: number; context: string },
): Promise<LinkedPanel> {
  const view = await shop
    .client(role)
    .panel.open.query({ ref: ref(conversation), ...(known ? { known } : {}) });
  if (view.state !== "linked") throw new Error(view.state);
  return view;
}

const knownOf = ({ contact: { id, version }, context }: LinkedPanel) => ({ contactId: id, version, context });

const set = (shop: TestWorkspace, id: string, fields: Record<string, string>) =>
  shop.db.write(
    Object.entries(fields).map(([name, value]) => ({
      sql: `update contact set ${name} = ? where id = ?`,
      args: [value, id],
    })),
  );

async function people(shop: TestWorkspace, ...kinds: string[]): Promise<[string, string, string]> {
  const made = [];
  for (const [i, kind] of kinds.entries()) {
    const { contactId } = await insertContact(shop.db, TEST_NOW + i, { kind, name: "王小明" });
    await shop.db.write([
      {
        sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('demo', 'https://inbox.test', '1', ?, ?, 'webhook', 0)",
        args: [String(i), contactId],
      },
    ]);
    made.push(contactId);
  }
  return made as [string, string, string];
}

const matching = (shop: TestWorkspace, value: object) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('matching', ?, 0)",
      args: [JSON.stringify(value)],
    },
  ]);

forEachEngine("customers in the panel", (createWorkspace) => {
  test("a joined contact shows the person: newest values, all tags with their sum, orders, and why", async () => {
    const shop = await createWorkspace();
    const [line, web] = await people(shop, "line", "website");
    await set(shop, web, { member_no: "M1", email: "ming@shop.test", phone: "+886912345678" });
    const apply = (contactId: string, name: string, confirmed = false) =>
      shop.client("agent").tags.applyTag.mutate({ operationId: op(), contactId, name, confirmed });
    await apply(line, "VIP");
    await apply(web, "VIP");
    await apply(web, "VIP", true);
    await apply(web, "Returns");
    await shop.db.write([
      {
        sql: "insert into shop_order (id, source, external_id, number, member_no, status, total, currency, placed_at, source_updated_at, created_at, updated_at) values ('o1', 'api', '1', 'A-1', 'M1', 'paid', 100, 'TWD', ?, 0, 0, 0)",
        args: [TEST_NOW - 1000],
      },
    ]);
    expect(await open(shop, "0")).toMatchObject({
      person: null,
      suggestions: [],
      orders: { missing: "not_bound" },
    });
    const api = shop.client("supervisor").customers;
    const { seen } = await api.compare.query({ contactId: line, otherId: web });
    await api.merge.mutate({ operationId: op(), contactId: line, otherId: web, seen, reason: "Wrote so" });
    const view = await open(shop, "0", "agent");
    expect(view.person).toMatchObject({
      memberNo: "M1",
      email: "ming@shop.test",
      phoneDisplay: "0912 345 678",
    });
    expect(new Map(view.person?.tags.map(({ name, count }) => [name, count]))).toEqual(
      new Map([
        ["VIP", 3],
        ["Returns", 1],
      ]),
    );
    expect(view.tags.map(({ name, count }) => [name, count])).toEqual([["VIP", 1]]);
    expect(view.orders.missing).toBeNull();
    expect(view.orders.recent.items.map(({ number }) => number)).toEqual(["A-1"]);
    expect(
      view.channels.map(({ contactId, join }) => [contactId, join?.kind, join?.authorName, join?.reason]),
    ).toEqual([
      [line, "hand", "The supervisor", "Wrote so"],
      [web, "hand", "The supervisor", "Wrote so"],
    ]);
    expect(view.contact.profile.memberNo.value).toBeNull();
  });

  test("suggested by a member number, by phone and email where the workspace says so, never by a name", async () => {
    const shop = await createWorkspace();
    const [line, web, other] = await people(shop, "line", "website", "messenger");
    await set(shop, line, { phone: "+886912345678", email: "Ming@Shop.test" });
    await set(shop, web, { phone: "+886912345678" });
    await set(shop, other, { email: "ming@shop.TEST" });
    const suggested = async (conversation: string, role?: Role) =>
      (await open(shop, conversation, role)).suggestions.map(({ contactId, matched }) => [
        contactId,
        matched,
      ]);
    expect(await suggested("0")).toEqual([]);
    await matching(shop, { phone: true, email: true });
    expect(await suggested("0")).toEqual([
      [web, "phone"],
      [other, "email"],
    ]);
    expect(await suggested("0", "agent")).toEqual([]);
    await set(shop, line, { member_no: "M1" });
    await set(shop, other, { member_no: "M1" });
    expect(await suggested("0")).toEqual([
      [other, "member_no"],
      [web, "phone"],
    ]);
    expect(await suggested("2")).toEqual([[line, "member_no"]]);
    await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [other] }]);
    expect(await suggested("0")).toEqual([[web, "phone"]]);
  });

  test("an answer is remembered: not the same person, taken back, and merged by what both have", async () => {
    const shop = await createWorkspace();
    const [line, web] = await people(shop, "line", "website");
    await matching(shop, { phone: true });
    await set(shop, line, { phone: "+886912345678" });
    const before = await open(shop, "0");
    await set(shop, web, { phone: "+886912345678" });
    // Nobody touched this contact: that somebody may be the same person is new all the same.
    const known = await open(shop, "0", "supervisor", knownOf(before));
    expect(known.suggestions).toHaveLength(1);
    const api = shop.client("supervisor").customers;
    const tell = (apart: boolean) =>
      api.tellApart.mutate({ operationId: op(), contactId: line, otherId: web, apart });
    await tell(true);
    expect((await open(shop, "0")).suggestions).toEqual([]);
    expect((await open(shop, "1")).suggestions).toEqual([]);
    const { apart } = await api.compare.query({ contactId: web, otherId: line });
    expect(apart).toMatchObject({ byName: "The supervisor" });
    await tell(false);
    expect((await open(shop, "1")).suggestions).toHaveLength(1);
    const { seen } = await api.compare.query({ contactId: line, otherId: web });
    const merge = (matched: "phone" | "email") =>
      api.merge.mutate({ operationId: op(), contactId: line, otherId: web, seen, matched });
    await expect(merge("email")).rejects.toThrow("STALE");
    await merge("phone");
    expect((await open(shop, "1")).channels.map(({ join }) => [join?.kind, join?.matched])).toEqual([
      ["suggestion", "phone"],
      ["suggestion", "phone"],
    ]);
  });

  test("another agent's open panel of any of them is told", async () => {
    const shop = await createWorkspace();
    const [line, web, other] = await people(shop, "line", "website", "messenger");
    const api = shop.client("supervisor").customers;
    const { seen } = await api.compare.query({ contactId: line, otherId: web });
    const views = [await open(shop, "0", "agent"), await open(shop, "1", "agent")];
    await api.merge.mutate({ operationId: op(), contactId: line, otherId: web, seen, reason: "x" });
    for (const [i, view] of views.entries())
      expect((await open(shop, String(i), "agent", knownOf(view))).channels).toHaveLength(2);
    const unchanged = await shop.client("agent").panel.open.query({
      ref: ref("2"),
      known: knownOf(await open(shop, "2", "agent")),
    });
    expect(unchanged).toMatchObject({ state: "unchanged", contactId: other });
  });

  test("a role that sees values masked sees those of the person and of a suggestion masked", async () => {
    const shop = await createWorkspace();
    const [line, web, other] = await people(shop, "line", "website", "messenger");
    await shop.db.write([
      `insert into setting (name, value, updated_at) values ('masking', '{"cs_manager":["phone","email","id"]}', 0)`,
    ]);
    await matching(shop, { phone: true });
    await set(shop, web, { phone: "+886912345678", email: "ming@shop.test", member_no: "VIP-7788" });
    await set(shop, other, { phone: "+886912345678", external_id: "PSID-998877665", name: "PSID-998877665" });
    const api = shop.client("supervisor").customers;
    const { seen } = await api.compare.query({ contactId: line, otherId: web });
    await api.merge.mutate({ operationId: op(), contactId: line, otherId: web, seen, reason: "Is VIP-7788" });
    const text = JSON.stringify(await open(shop, "0", "cs_manager"));
    expect(text).not.toMatch(/912345678|912 345|ming@shop|7788|998877665/);
    expect(JSON.stringify(await open(shop, "0"))).toMatch(/VIP-7788.*PSID-998877665/s);
  });
});
