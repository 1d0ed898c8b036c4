import { expect, test } from "vitest";
import type { ConversationRef } from "../../../shared/conversation-ref.ts";
import type { LinkedPanel } from "../../../shared/schemas/panel.ts";
import { forEachEngine } from "../../test/engines.ts";
import { createTestWorkspace, failureOfCall, insertContact, TEST_NOW } from "../../test/workspace.ts";

const ORIGIN = "https://chat.shop.test";

const ref = (conversation: string, account = "1"): ConversationRef => ({
  inbox: "chatwoot",
  origin: ORIGIN,
  account,
  conversation,
  hints: {},
});

/** One person who writes by LINE (conversation 1 of Chatwoot's account 1) and elsewhere. */
async function shopWithPerson(create = createTestWorkspace) {
  const shop = await create();
  const { contactId, customerId } = await insertContact(shop.db, TEST_NOW, { kind: "line" });
  const link = (conversation: string, of: string, account = "1", at = 0) =>
    shop.db.write([
      {
        sql: "insert into inbox_link values ('chatwoot', ?, ?, ?, ?, 'webhook', null, ?)",
        args: [ORIGIN, account, conversation, of, at],
      },
    ]);
  await link("1", contactId);
  const also = async (kind: string, columns: Record<string, number> = {}) => {
    const made = await insertContact(shop.db, TEST_NOW, { kind, accountId: kind, name: `by ${kind}` });
    const set = Object.keys(columns).map((column) => `, ${column} = ?`);
    await shop.db.write([
      {
        sql: `update contact set customer_id = ?${set.join("")} where id = ?`,
        args: [customerId, ...Object.values(columns), made.contactId],
      },
    ]);
    return made;
  };
  const panel = async () => (await shop.client("agent").panel.open.query({ ref: ref("1") })) as LinkedPanel;
  const goTo = (of: string, account = "1", inbox: "chatwoot" | "demo" = "chatwoot") =>
    shop.client("agent").channels.goTo.query({ contactId: of, from: { inbox, origin: ORIGIN, account } });
  return { shop, contactId, customerId, link, also, panel, goTo };
}

forEachEngine("bound channels", (createWorkspace) => {
  test("the same person's other channels, each as it stands, and the last times across", async () => {
    const { shop, contactId, link, also, panel } = await shopWithPerson(createWorkspace);
    await shop.db.write(["update contact set last_customer_at = 5, last_team_at = 9, subscribed_at = 1"]);
    const whatsapp = await also("whatsapp", { last_customer_at: 8, blocked_at: 3, last_checkout_at: 4 });
    const messenger = await also("messenger", { last_customer_at: 7, unsubscribed_by_team_at: 2 });
    await also("instagram", { deleted_at: 1, last_customer_at: 100 });
    await insertContact(shop.db, TEST_NOW);
    await link("7", whatsapp.contactId);
    await link("8", messenger.contactId, "2");
    const { channels, across } = await panel();
    expect(channels).toMatchObject([
      { contactId, kind: "line", reach: "here", times: { customerAt: 5, teamAt: 9, marketingAt: null } },
      {
        contactId: whatsapp.contactId,
        account: "whatsapp whatsapp",
        name: "by whatsapp",
        blockedAt: 3,
        reach: "here",
      },
      { contactId: messenger.contactId, unsubscribedByTeamAt: 2, blockedAt: null, reach: "elsewhere" },
    ]);
    expect(across).toEqual({ customerAt: 8, teamAt: 9, marketingAt: null, checkoutAt: 4, subscribedAt: 1 });
  });

  test("goes to the newest conversation in the inbox the agent is in, or says why it cannot", async () => {
    const { shop, link, also, goTo } = await shopWithPerson(createWorkspace);
    const { contactId } = await also("whatsapp");
    expect(await failureOfCall(goTo(contactId))).toMatchObject({ code: "NO_CONVERSATION" });
    await link("9", contactId, "2");
    expect(await failureOfCall(goTo(contactId))).toMatchObject({ code: "OTHER_ACCOUNT" });
    await link("30", contactId, "1", 5);
    await link("4", contactId, "1", 6);
    expect(await goTo(contactId)).toEqual({
      inbox: "chatwoot",
      origin: ORIGIN,
      account: "1",
      conversation: "4",
    });
    await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
    expect(await failureOfCall(goTo(contactId))).toMatchObject({ code: "CONVERSATION_DELETED" });
  });
});

test("the demo inbox's conversations are our own", async () => {
  const { also, goTo } = await shopWithPerson();
  const { contactId, conversationId } = await also("instagram");
  expect(await goTo(contactId, "demo", "demo")).toMatchObject({ conversation: conversationId });
});

test("an open panel learns what changed in another channel of the person", async () => {
  const { shop, also, panel } = await shopWithPerson();
  const { contactId } = await also("whatsapp");
  const open = async (view: LinkedPanel) =>
    shop.client("agent").panel.open.query({
      ref: ref("1"),
      known: { contactId: view.contact.id, version: view.contact.version, context: view.context },
    });
  const before = await panel();
  expect(await open(before)).toMatchObject({ state: "unchanged" });
  await shop.db.write([
    {
      sql: "update contact set blocked_at = 1, version = version + 1 where id = ?",
      args: [contactId],
    },
  ]);
  const after = (await open(before)) as LinkedPanel;
  expect(after).toMatchObject({ state: "linked", channels: [{}, { blockedAt: 1 }] });
  expect(await open(after)).toMatchObject({ state: "unchanged" });
  await shop.db.write([{ sql: "update contact set deleted_at = 1 where id = ?", args: [contactId] }]);
  expect(await open(after)).toMatchObject({ state: "linked" });
});

test("a person with very many channels shows those they used last", async () => {
  const { also, panel, contactId } = await shopWithPerson();
  for (let i = 1; i <= 25; i++) await also("whatsapp", { last_customer_at: i });
  const { channels } = await panel();
  expect(channels).toHaveLength(21);
  expect(channels[0]?.contactId).toBe(contactId);
  expect(channels[1]?.times.customerAt).toBe(25);
});

test("bindings and notifications of this contact only, each as it stands now", async () => {
  const { shop, contactId, also, panel } = await shopWithPerson();
  const { contactId: other } = await also("whatsapp");
  const bind = (id: string, of: string, kind: string, state: string, at: number) => ({
    sql: "insert into binding (id, contact_id, kind, state, how, at) values (?, ?, ?, ?, 'button', ?)",
    args: [id, of, kind, state, at],
  });
  await shop.db.write([
    bind("a", contactId, "social", "bound", 1),
    bind("b", contactId, "social", "unbound", 2),
    bind("c", contactId, "phone", "bound", 1),
    bind("d", other, "91app", "bound", 1),
    { sql: "update contact set recurring_since = 3, recurring_until = 9 where id = ?", args: [contactId] },
  ]);
  const { bindings, recurring } = await panel();
  expect(bindings).toEqual([
    { kind: "social", state: "unbound", how: "button", at: 2 },
    { kind: "phone", state: "bound", how: "button", at: 1 },
  ]);
  expect(recurring).toEqual({ since: 3, until: 9, nextAt: null });
});
