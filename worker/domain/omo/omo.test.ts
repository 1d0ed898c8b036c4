import { expect, test } from "vitest";
import type { Role } from "../../../shared/permissions.ts";
import { forEachEngine } from "../../test/engines.ts";
import {
  createTestWorkspace,
  failureOfCall,
  insertContact,
  TEST_NOW,
  type TestWorkspace,
} from "../../test/workspace.ts";
import { newId } from "../id.ts";

const op = () => newId(TEST_NOW);

const switchModules = (shop: TestWorkspace, modules: Record<string, boolean>) =>
  shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('modules', ?, 0) on conflict do update set value = excluded.value",
      args: [JSON.stringify(modules)],
    },
  ]);

const refOf = (conversation: string) => ({
  inbox: "chatwoot" as const,
  origin: "https://chat.shop.test",
  account: "1",
  conversation,
  hints: {},
});

/** A branch with the sales member in it, and a contact whose conversation is open. */
async function furnish(shop: TestWorkspace, kind = "line") {
  await switchModules(shop, { omo: true });
  const { contactId } = await insertContact(shop.db, TEST_NOW, { kind });
  const admin = shop.client("admin");
  const branch = await admin.branches.create.mutate({ operationId: op(), name: "台北店" });
  await admin.branches.setMembers.mutate({
    operationId: op(),
    branchId: branch.id,
    memberIds: [shop.memberId("sales")],
    seen: [],
  });
  await admin.contacts.pin.mutate({ operationId: op(), ref: refOf("1"), contactId });
  const panel = async (role: Role = "agent") => {
    const view = await shop.client(role).panel.open.query({ ref: refOf("1") });
    if (view.state !== "linked") throw new Error(`the panel is ${view.state}`);
    return view;
  };
  const bind = (as: Role = "sales", memberId = shop.memberId("sales"), branchId: string | null = branch.id) =>
    shop.client(as).omo.bindMember.mutate({ operationId: op(), contactId, memberId, branchId });
  return { contactId, branchId: branch.id, panel, bind };
}

forEachEngine("binding a contact to a member", (createWorkspace) => {
  test("bound, shown with branch and since, unbound, and brought back as it was", async () => {
    const shop = await createWorkspace();
    const { contactId, branchId, panel, bind } = await furnish(shop);
    const before = (await panel()).contact.version;
    const bound = await bind();
    expect(bound).toMatchObject({
      memberId: shop.memberId("sales"),
      memberName: "The sales",
      memberDisabled: false,
      branchId,
      branchName: "台北店",
      boundAt: TEST_NOW,
      boundByName: "The sales",
    });
    const view = await panel();
    expect(view.omo).toEqual(bound);
    expect(view.contact.version).toBe(before + 1);
    expect(view.events.items[0]).toMatchObject({
      kind: "omo.bound",
      actorName: "The sales",
      data: { member: "The sales", branch: "台北店" },
    });

    shop.clock.now += 1000;
    const supervisor = shop.client("supervisor").omo;
    await supervisor.unbind.mutate({ operationId: op(), contactId, bindingId: bound.id });
    expect((await panel()).omo).toBeNull();
    const restored = await supervisor.restore.mutate({ operationId: op(), contactId, bindingId: bound.id });
    expect(restored).toEqual(bound);
    const after = await panel();
    expect(after.omo).toEqual(bound);
    expect(after.events.items.slice(0, 3).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["omo.restored", "omo.unbound"]),
    );
  });

  test("of two who bind at once one does, and the other is told so", async () => {
    const shop = await createWorkspace();
    const { panel, bind } = await furnish(shop);
    const outcomes = await Promise.allSettled([
      bind("sales"),
      bind("admin", shop.memberId("admin"), null),
      bind("supervisor"),
    ]);
    const codes = outcomes
      .filter((outcome) => outcome.status === "rejected")
      .map(({ reason }) => (reason as { data: { code: string } }).data.code);
    expect(codes).toEqual(["ALREADY_EXISTS", "ALREADY_EXISTS"]);
    const [won] = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
    expect((await panel()).omo?.id).toBe(won?.id);
  });
});

test.each(["messenger", "instagram", "website"])("%s has no such binding", async (kind) => {
  const shop = await createTestWorkspace();
  const { bind, panel, contactId } = await furnish(shop, kind);
  expect(await failureOfCall(bind())).toMatchObject({ code: "NOT_FOUND" });
  await shop.db.write([
    {
      sql: "insert into omo_binding (id, contact_id, member_id, bound_at) values ('b', ?, ?, 0)",
      args: [contactId, shop.memberId("sales")],
    },
  ]);
  expect((await panel()).omo).toBeNull();
});

test("WhatsApp has it, and a member can be bound without a branch", async () => {
  const shop = await createTestWorkspace();
  const { bind } = await furnish(shop, "whatsapp");
  expect(await bind("admin", shop.memberId("agent"), null)).toMatchObject({
    branchId: null,
    branchName: null,
  });
});

test("with the module off nothing is shown and every call is refused", async () => {
  const shop = await createTestWorkspace();
  const { contactId, bind, panel } = await furnish(shop);
  const bound = await bind();
  await switchModules(shop, { omo: false });
  expect((await panel()).omo).toBeNull();
  const { omo, branches } = shop.client("admin");
  const target = { operationId: op(), contactId, bindingId: bound.id };
  const calls = [
    bind(),
    omo.unbind.mutate(target),
    omo.restore.mutate({ ...target, operationId: op() }),
    omo.choices.query({ contactId }),
    branches.list.query({}),
    branches.create.mutate({ operationId: op(), name: "台中店" }),
  ];
  for (const failure of await Promise.all(calls.map((call) => failureOfCall(call)))) {
    expect(failure).toMatchObject({ code: "MODULE_OFF" });
  }
  await switchModules(shop, { omo: true });
  expect((await panel()).omo?.id).toBe(bound.id);
});

test("who is disabled, not of the branch, or of a branch put away is no choice; who is bound shows so", async () => {
  const shop = await createTestWorkspace();
  const { contactId, branchId, bind, panel } = await furnish(shop);
  const admin = shop.client("admin");
  expect(await failureOfCall(bind("sales", shop.memberId("agent")))).toMatchObject({ code: "NOT_FOUND" });
  const bound = await bind();
  await admin.members.setState.mutate({
    operationId: op(),
    memberId: shop.memberId("sales"),
    state: "disabled",
  });
  const known = await panel();
  expect(known.omo).toMatchObject({ id: bound.id, memberDisabled: true });
  const restorer = shop.client("supervisor").omo;
  await restorer.unbind.mutate({ operationId: op(), contactId, bindingId: bound.id });
  expect(
    await failureOfCall(restorer.restore.mutate({ operationId: op(), contactId, bindingId: bound.id })),
  ).toMatchObject({ code: "MEMBER_DISABLED" });
  expect(await failureOfCall(bind("supervisor"))).toMatchObject({ code: "MEMBER_DISABLED" });
  const choices = await restorer.choices.query({ contactId });
  expect(choices.map(({ memberId }) => memberId)).not.toContain(shop.memberId("sales"));

  const added = [shop.memberId("sales"), shop.memberId("agent")];
  await admin.branches.setMembers.mutate({
    operationId: op(),
    branchId,
    memberIds: added,
    seen: [shop.memberId("sales")],
  });
  expect((await restorer.choices.query({ contactId }))[0]).toEqual({
    memberId: shop.memberId("agent"),
    memberName: "The agent",
    branchId,
    branchName: "台北店",
  });
  await admin.branches.archive.mutate({ operationId: op(), branchId, archived: true });
  expect(await failureOfCall(bind("supervisor", shop.memberId("agent")))).toMatchObject({
    code: "NOT_FOUND",
  });
});

test("an open panel learns that the branch or the member has another name", async () => {
  const shop = await createTestWorkspace();
  const { branchId, bind, panel } = await furnish(shop);
  await bind();
  const { contact, context } = await panel();
  const ask = () =>
    shop.client("agent").panel.open.query({
      ref: refOf("1"),
      known: { contactId: contact.id, version: contact.version, context },
    });
  expect((await ask()).state).toBe("unchanged");
  shop.clock.now += 5;
  await shop
    .client("admin")
    .branches.rename.mutate({ operationId: op(), branchId, name: "信義店", seen: "台北店" });
  expect(await ask()).toMatchObject({ state: "linked", omo: { branchName: "信義店" } });
});

test("only what was on screen is unbound, and only who unbound it brings it back", async () => {
  const shop = await createTestWorkspace();
  const { contactId, bind } = await furnish(shop);
  const bound = await bind();
  const { omo } = shop.client("sales");
  await omo.unbind.mutate({ operationId: op(), contactId, bindingId: bound.id });
  expect(
    await failureOfCall(omo.unbind.mutate({ operationId: op(), contactId, bindingId: bound.id })),
  ).toMatchObject({ code: "STALE" });
  expect(
    await failureOfCall(
      shop.client("admin").omo.restore.mutate({ operationId: op(), contactId, bindingId: bound.id }),
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
  await bind("admin", shop.memberId("admin"), null);
  expect(
    await failureOfCall(omo.restore.mutate({ operationId: op(), contactId, bindingId: bound.id })),
  ).toMatchObject({ code: "ALREADY_EXISTS" });
  const other = await insertContact(shop.db, TEST_NOW);
  expect(
    await failureOfCall(
      omo.unbind.mutate({ operationId: op(), contactId: other.contactId, bindingId: bound.id }),
    ),
  ).toMatchObject({ code: "NOT_FOUND" });
});
