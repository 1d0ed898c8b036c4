import { expect, test, vi } from "vitest";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import type { LinkedPanel, PanelView, UnlinkedPanel } from "../../../shared/schemas/panel.ts";
import { failureOfCall, insertContact, TEST_NOW, type TestWorkspace } from "../../test/workspace.ts";
import { indexContactName } from "../contacts/name-index.ts";
import { forEachEngine } from "../../test/engines.ts";
import { nothingMasked } from "../masking/policy.ts";
import { newId } from "../id.ts";
import { learnLink } from "./learn-link.ts";

const origin = "https://chat.shop.test";

function ref(conversation: string, more: Partial<ConversationRef> = {}): ConversationRef {
  return { inbox: "chatwoot", origin, account: "1", conversation, hints: {}, ...more };
}

const open = (shop: TestWorkspace, of: ConversationRef, known?: { contactId: string; version: number }) =>
  shop.client("agent").panel.open.query({ ref: of, ...(known ? { known } : {}) });

const linked = (view: PanelView): LinkedPanel => {
  if (view.state !== "linked") throw new Error(`expected a linked panel, not ${view.state}`);
  return view;
};
const unlinked = (view: PanelView): UnlinkedPanel => {
  if (view.state !== "unlinked") throw new Error(`expected an unlinked panel, not ${view.state}`);
  return view;
};

const link = (shop: TestWorkspace, conversation: string, contactId: string, method: string) =>
  shop.db.write([
    {
      sql: "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', ?, '1', ?, ?, ?, ?)",
      args: [origin, conversation, contactId, method, TEST_NOW],
    },
  ]);

/** A Chatwoot connection whose inbox `inboxId` is this channel. */
const route = (shop: TestWorkspace, inboxId: string, channelId: string, at = origin) => {
  const connection = newId(TEST_NOW);
  return shop.db.write([
    {
      sql: "insert into connection (id, kind, name, origin, created_at, updated_at) values (?, 'chatwoot', 'Chatwoot', ?, 0, 0)",
      args: [connection, at],
    },
    {
      sql: "insert into channel_route (connection_id, account_key, channel_id) values (?, ?, ?)",
      args: [connection, `1/${inboxId}`, channelId],
    },
  ]);
};

/** What a page taught is stored behind the answer. */
const learnt = (shop: TestWorkspace, conversation: string) =>
  vi.waitFor(async () => {
    const [links] = await shop.db.read([
      { sql: "select 1 from inbox_link where conversation = ?", args: [conversation] },
    ]);
    if (links?.rows.length !== 1) throw new Error("not yet");
  });

forEachEngine("panel.open", (createWorkspace) => {
  test("a conversation a webhook told of shows its contact, with where each value came from", async () => {
    const shop = await createWorkspace();
    const { contactId, channelId, customerId } = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    await link(shop, "7", contactId, "webhook");
    await shop.db.write([
      {
        sql: "update contact set phone = '+886912345678', email = 'ming@shop.test' where id = ?",
        args: [contactId],
      },
      {
        sql: "insert into contact_value (id, contact_id, field, value, source, author_id, at) values (?, ?, 'phone', '+886900000000', 'channel', null, 1), (?, ?, 'phone', '+886912345678', 'agent', ?, 2)",
        args: [newId(2), contactId, newId(1), contactId, shop.memberId("sales")],
      },
    ]);
    const { contact, ...panel } = linked(await open(shop, ref("7")));
    expect(contact).toMatchObject({
      id: contactId,
      customerId,
      version: 1,
      externalId: "U1",
      channel: { id: channelId, kind: "line", accountId: "Ubot" },
      profile: {
        name: { value: "王小明", source: null, at: null },
        phone: {
          value: "+886912345678",
          display: "0912 345 678",
          locked: false,
          source: "agent",
          authorName: "The sales",
          at: 2,
        },
      },
    });
    expect(panel).toMatchObject({
      link: { method: "webhook", at: TEST_NOW },
      historyIncomplete: false,
      member: { id: shop.memberId("agent"), role: "agent", dataHidden: false },
      tags: [],
      notes: { items: [], next: null },
      events: { items: [], next: null },
    });
    expect(panel.member.permissions).toContain("note:write");
    expect(panel.member.permissions).not.toContain("note:moderate");
  });

  test("who looks: the workspace's own matrix, the eye icon, the region", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    await link(shop, "7", contactId, "webhook");
    await shop.db.write([
      "insert into permission_override values ('agent', 'note:moderate', 1, 0), ('agent', 'note:write', 0, 0), ('sales', 'profile:edit', 0, 0)",
      {
        sql: "insert into member_preference values (?, 'dataHidden', 'true', 0)",
        args: [shop.memberId("agent")],
      },
      `insert into setting values ('defaultRegion', '"JP"', 0)`,
      { sql: "update contact set phone = '+886912345678' where id = ?", args: [contactId] },
    ]);
    const { member, contact } = linked(await open(shop, ref("7")));
    expect(member.dataHidden).toBe(true);
    expect(member.permissions).toContain("note:moderate");
    expect(member.permissions).not.toContain("note:write");
    expect(member.permissions).toContain("profile:edit");
    expect(contact.profile.phone.display).toBe("+886 912 345 678");
  });

  test("by the page's identity: through the connection's route, or the account's own id; stored behind the answer", async () => {
    const shop = await createWorkspace();
    const { contactId, channelId } = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    await route(shop, "3", channelId);
    const byRoute = ref("8", { identity: { channelAccount: "3", externalId: "U1" } });
    expect(linked(await open(shop, byRoute))).toMatchObject({
      contact: { id: contactId },
      link: { method: "page", authorName: null },
    });
    await learnt(shop, "8");
    // Once learnt, a page that shows no identity resolves too; one that shows another does not.
    expect(linked(await open(shop, ref("8"))).link).toMatchObject({
      method: "page",
      authorName: "The agent",
      at: TEST_NOW,
    });
    expect((await open(shop, ref("8", { identity: { channelAccount: "3", externalId: "U2" } }))).state).toBe(
      "unlinked",
    );

    const byAccount = ref("9", { identity: { channelAccount: "Ubot", externalId: "U1" } });
    expect(linked(await open(shop, byAccount)).contact.id).toBe(contactId);
    expect(shop.reported).toEqual([]);
  });

  test("an identity of another account, another inbox or with two meanings is nobody", async () => {
    const shop = await createWorkspace();
    const { channelId } = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    await route(shop, "3", channelId, "https://other.test");
    const identity = { channelAccount: "3", externalId: "U1" };
    expect((await open(shop, ref("8", { identity }))).state).toBe("unlinked");
    await insertContact(shop.db, TEST_NOW, { kind: "website", accountId: "twin", externalId: "P1" });
    await insertContact(shop.db, TEST_NOW, { kind: "messenger", accountId: "twin", externalId: "P1" });
    const twins = { channelAccount: "twin", externalId: "P1" };
    expect((await open(shop, ref("8", { identity: twins }))).state).toBe("unlinked");
  });

  test("a webhook overrules a page, a page's identity overrules a pin, and nobody is shown who is deleted", async () => {
    const shop = await createWorkspace();
    const first = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    const second = await insertContact(shop.db, TEST_NOW, { externalId: "U2" });
    const identity = { channelAccount: "Ubot", externalId: "U1" };
    await link(shop, "7", second.contactId, "webhook");
    await link(shop, "8", second.contactId, "pin");
    expect(linked(await open(shop, ref("7", { identity }))).contact.id).toBe(second.contactId);
    expect(linked(await open(shop, ref("8", { identity }))).contact.id).toBe(first.contactId);
    expect(linked(await open(shop, ref("8")))).toMatchObject({
      contact: { id: second.contactId },
      link: { method: "pin" },
    });
    await shop.db.write([{ sql: "update contact set deleted_at = 1", args: [] }]);
    for (const conversation of ["7", "8"]) {
      expect((await open(shop, ref(conversation, { identity }))).state).toBe("unlinked");
    }
  });

  test("what a page taught is stored once, and again only when a later page shows somebody else", async () => {
    const shop = await createWorkspace();
    const { channelId } = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    await route(shop, "3", channelId);
    const second = await insertContact(shop.db, TEST_NOW, { externalId: "U2" });
    const showing = (externalId: string) =>
      open(shop, ref("8", { identity: { channelAccount: "Ubot", externalId } }));
    const stored = async () => {
      const [audits] = await shop.db.read(["select 1 from audit where verb = 'panel.learn_link'"]);
      return audits?.rows.length;
    };
    for (const externalId of ["U1", "U1", "U1", "U2", "U2"]) {
      await showing(externalId);
      await vi.waitFor(async () => expect(await stored()).toBe(externalId === "U1" ? 1 : 2));
    }
    expect(linked(await open(shop, ref("8"))).contact.id).toBe(second.contactId);
  });

  test("only of a page of a connected inbox, or of one that may frame the panel, is it stored", async () => {
    const shop = await createWorkspace();
    const { channelId } = await insertContact(shop.db, TEST_NOW, { externalId: "U1" });
    await route(shop, "3", channelId);
    await shop.db.write([
      "insert into connection (id, kind, name, origin, settings, created_at, updated_at) values ('c', 'chatwoot', 'New', 'https://new.test', '{\"accountId\":\"2\"}', 0, 0), ('s', 'shopline', 'Shop', 'https://s.test', '{\"accountId\":\"1\"}', 0, 0)",
      `insert into setting values ('widgetOrigins', '["https://frame.test"]', 0)`,
    ]);
    const identity = { channelAccount: "Ubot", externalId: "U1" };
    const cases = [
      ["another server", { origin: "https://elsewhere.test" }],
      ["another account", { account: "2" }],
      ["a longer account", { account: "11" }],
      ["a pattern", { account: "%" }],
      ["no inbox", { origin: "https://s.test" }],
      ["routed", {}],
      ["named", { origin: "https://new.test", account: "2" }],
      ["framing", { inbox: "demo", origin: "https://frame.test", account: "9" }],
    ] as const;
    for (const [conversation, more] of cases)
      expect(linked(await open(shop, ref(conversation, { identity, ...more }))).link.method).toBe("page");
    for (const stored of ["routed", "named", "framing"]) await learnt(shop, stored);
    const [links, audits] = await shop.db.read([
      "select conversation from inbox_link order by conversation",
      "select 1 from audit where verb = 'panel.learn_link'",
    ]);
    expect(links?.rows.map((row) => row["conversation"])).toEqual(["framing", "named", "routed"]);
    expect(audits?.rows).toHaveLength(3);
  });

  test("what a webhook or a member said meanwhile is not overwritten by what a page showed", async () => {
    const shop = await createWorkspace();
    const [told, shown] = [await insertContact(shop.db, TEST_NOW), await insertContact(shop.db, TEST_NOW)];
    const call = {
      db: shop.db,
      actor: { kind: "system", name: "job" } as const,
      now: TEST_NOW,
      operationId: undefined,
      requestId: "",
      sealer: shop.sealer,
      verb: "panel.learn_link",
      permission: "panel:read",
      module: null,
      about: null,
      policy: nothingMasked(),
    } as const;
    for (const [conversation, method, expected] of [
      ["1", "webhook", told],
      ["2", "pin", told],
      ["3", "page", shown],
    ] as const) {
      await link(shop, conversation, told.contactId, method);
      await learnLink(call, { ref: ref(conversation), contactId: shown.contactId });
      expect(linked(await open(shop, ref(conversation)))).toMatchObject({
        contact: { id: expected.contactId },
        link: { method },
      });
    }
  });

  test("what is known at its newest version is unchanged; every change is a new version", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    await link(shop, "7", contactId, "webhook");
    const known = { contactId, version: 1 };
    expect(await open(shop, ref("7"), known)).toEqual({ state: "unchanged", ...known });
    await shop.client("sales").tags.applyTag.mutate({
      operationId: newId(TEST_NOW),
      contactId,
      name: "VIP",
      confirmed: false,
    });
    const view = linked(await open(shop, ref("7"), known));
    expect(view).toMatchObject({
      contact: { version: 2 },
      tags: [{ name: "VIP", count: 1 }],
      events: { items: [{ kind: "tag.applied", actorName: "The sales", data: { tag: "VIP" } }] },
    });
  });

  test("LINE reports no agents' replies: its history may be incomplete", async () => {
    const shop = await createWorkspace();
    const { contactId, channelId } = await insertContact(shop.db, TEST_NOW);
    await link(shop, "7", contactId, "webhook");
    await shop.db.write([
      "insert into connection (id, kind, name, created_at, updated_at) values ('l', 'line', 'LINE', 0, 0)",
      {
        sql: "insert into channel_route (connection_id, account_key, channel_id) values ('l', 'Ubot', ?)",
        args: [channelId],
      },
    ]);
    expect(linked(await open(shop, ref("7"))).historyIncomplete).toBe(true);
  });

  test("hints only suggest, each with its reason, and at most eight", async () => {
    const shop = await createWorkspace();
    const both = await insertContact(shop.db, TEST_NOW, { name: "王小明" });
    const mail = await insertContact(shop.db, TEST_NOW, { name: "Somebody" });
    const deleted = await insertContact(shop.db, TEST_NOW, { name: "王小明" });
    await shop.db.write([
      { sql: "update contact set phone = '+886912345678' where id = ?", args: [both.contactId] },
      {
        sql: "update contact set email = 'ming@shop.test', phone = '+81912345678' where id = ?",
        args: [mail.contactId],
      },
      ...indexContactName({ contactId: both.contactId, name: "王小明" }),
      ...indexContactName({ contactId: mail.contactId, name: "Somebody" }),
      ...indexContactName({ contactId: deleted.contactId, name: "王小明" }),
      { sql: "update contact set deleted_at = 1 where id = ?", args: [deleted.contactId] },
    ]);
    const hints = { name: "小明", phone: "0912-345-678", email: "Ming@Shop.test" };
    const { candidates } = unlinked(await open(shop, ref("7", { hints })));
    expect(candidates.map(({ contactId, reasons }) => ({ contactId, reasons }))).toEqual([
      { contactId: both.contactId, reasons: ["same_phone", "like_name"] },
      { contactId: mail.contactId, reasons: ["same_email"] },
    ]);
    expect(candidates[0]).toMatchObject({ phoneDisplay: "0912 345 678", channel: { kind: "line" } });

    for (let i = 0; i < 12; i++) {
      const { contactId } = await insertContact(shop.db, TEST_NOW, { name: "王大明" });
      await shop.db.write(indexContactName({ contactId, name: "王大明" }));
    }
    expect(unlinked(await open(shop, ref("7", { hints: { name: "大明" } }))).candidates).toHaveLength(8);
    expect(unlinked(await open(shop, ref("7", { hints: { name: '" OR *' } }))).candidates).toEqual([]);
    // Nothing was linked by any of it.
    expect((await open(shop, ref("7"))).state).toBe("unlinked");
  });

  test("nobody, and who may not, read nothing", async () => {
    const shop = await createWorkspace();
    const { contactId } = await insertContact(shop.db, TEST_NOW);
    await link(shop, "7", contactId, "webhook");
    const call = shop.client(null).panel.open.query({ ref: ref("7") });
    expect(await failureOfCall(call)).toMatchObject({ code: "UNAUTHENTICATED" });
    await shop.db.write(["insert into permission_override values ('agent', 'panel:read', 0, 0)"]);
    expect(await failureOfCall(open(shop, ref("7")))).toMatchObject({ code: "FORBIDDEN" });
  });
});
