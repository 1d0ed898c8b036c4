import { expect, test } from "vitest";
import { ROLES } from "../../../shared/permissions.ts";
import { createTestWorkspace, failureOfCall, TEST_NOW } from "../../test/workspace.ts";
import type { Call } from "../ctx.ts";
import { newId } from "../id.ts";
import { createMember } from "./create.ts";
import { inviteMember } from "./invite.ts";
import { setMemberRole } from "./set-role.ts";

const operationId = () => newId(TEST_NOW);

test("a changed role and a disabled member take effect on the next request", async () => {
  const shop = await createTestWorkspace();
  const { members } = shop.client("admin");
  const sales = shop.client("sales");
  const memberId = shop.memberId("sales");

  expect(await failureOfCall(sales.members.list.query({}))).toMatchObject({ code: "FORBIDDEN" });
  await members.setRole.mutate({ operationId: operationId(), memberId, role: "admin" });
  expect((await sales.members.list.query({})).items).toHaveLength(ROLES.length);

  const disabled = await members.setState.mutate({ operationId: operationId(), memberId, state: "disabled" });
  expect(disabled).toMatchObject({ id: memberId, state: "disabled", role: "admin" });
  expect(await failureOfCall(sales.members.me.query({}))).toMatchObject({ code: "UNAUTHENTICATED" });

  await members.setState.mutate({ operationId: operationId(), memberId, state: "active" });
  expect(await failureOfCall(sales.members.me.query({}))).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("a disabled member stays out even with a session that was not ended", async () => {
  const shop = await createTestWorkspace();
  await shop.db.write(["update member set state = 'disabled' where role = 'agent'"]);
  const { members, preferences } = shop.client("agent");
  expect(await failureOfCall(members.me.query({}))).toMatchObject({ code: "UNAUTHENTICATED" });
  const input = { operationId: operationId(), name: "dataHidden" as const, value: true };
  expect(await failureOfCall(preferences.set.mutate(input))).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("the last active admin can neither be disabled nor lose the role", async () => {
  const shop = await createTestWorkspace();
  const { members } = shop.client("admin");
  const memberId = shop.memberId("admin");
  const last = { code: "LAST_ADMIN" };
  const setRole = () => members.setRole.mutate({ operationId: operationId(), memberId, role: "agent" });
  expect(await failureOfCall(setRole())).toMatchObject(last);
  const disable = members.setState.mutate({ operationId: operationId(), memberId, state: "disabled" });
  expect(await failureOfCall(disable)).toMatchObject(last);
  // An admin who has not accepted yet cannot mend anything.
  const guest = { email: "new@shop.test", name: "New", role: "admin" as const };
  await members.invite.mutate({ operationId: operationId(), ...guest });
  expect(await failureOfCall(setRole())).toMatchObject(last);
});

test("two admins who leave at once, in every way, leave one", async () => {
  const shop = await createTestWorkspace();
  const admins = [shop.memberId("admin"), shop.memberId("sales")];
  await shop.db.write(["update member set role = 'admin' where role = 'sales'"]);
  const system: Call = {
    db: shop.db,
    actor: { kind: "system", name: "operator" },
    now: TEST_NOW,
    operationId: undefined,
    requestId: "test",
    sealer: shop.sealer,
    after: () => undefined,
  };
  const left = await Promise.allSettled(
    admins.map((memberId) => setMemberRole(system, { memberId, role: "agent" })),
  );
  expect(left.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  const [rows] = await shop.db.read([
    "select count(*) as n from member where role = 'admin' and state = 'active'",
  ]);
  expect(rows?.rows[0]?.["n"]).toBe(1);
});

test("an email is one member, however it is written", async () => {
  const shop = await createTestWorkspace();
  const { members } = shop.client("admin");
  const guest = { name: "Guest", role: "agent" as const };
  await members.invite.mutate({ operationId: operationId(), email: "Guest@Shop.test", ...guest });
  const again = members.invite.mutate({ operationId: operationId(), email: " guest@shop.TEST ", ...guest });
  expect(await failureOfCall(again)).toMatchObject({ code: "ALREADY_EXISTS", field: "email" });
  const broken = members.invite.mutate({ operationId: operationId(), email: "guest@", ...guest });
  expect(await failureOfCall(broken)).toMatchObject({ code: "INVALID_EMAIL", field: "email" });
});

test("a link for a disabled member is refused, and enabling one who never accepted invites again", async () => {
  const shop = await createTestWorkspace();
  const { members } = shop.client("admin");
  const guest = { email: "guest@shop.test", name: "Guest", role: "agent" as const };
  const { memberId } = await members.invite.mutate({ operationId: operationId(), ...guest });
  await members.setState.mutate({ operationId: operationId(), memberId, state: "disabled" });
  const link = () => members.resetLink.mutate({ operationId: operationId(), memberId });
  expect(await failureOfCall(link())).toMatchObject({ code: "MEMBER_DISABLED" });
  const enabled = await members.setState.mutate({ operationId: operationId(), memberId, state: "active" });
  expect(enabled.state).toBe("invited");
  expect((await link()).url).toContain("/auth/invitation?token=");
  const unknown = members.resetLink.mutate({ operationId: operationId(), memberId: newId(1) });
  expect(await failureOfCall(unknown)).toMatchObject({ code: "NOT_FOUND" });
});

test("the operator at the machine invites, and seeds make members who can sign in", async () => {
  const shop = await createTestWorkspace();
  const call: Call = {
    db: shop.db,
    actor: { kind: "system", name: "operator" },
    now: TEST_NOW,
    operationId: undefined,
    requestId: "test",
    sealer: shop.sealer,
    after: () => undefined,
  };
  const link = await inviteMember(call, { email: "first@shop.test", name: "First", role: "admin" });
  expect(link).toMatchObject({ purpose: "invitation", token: expect.stringMatching(/^[\w-]{43}$/) });
  const fields = { email: "seed@shop.test", name: "Seed", role: "agent" as const, passwordHash: "scrypt$…" };
  const memberId = await createMember(shop.db, fields, TEST_NOW);
  const { items } = await shop.client("admin").members.list.query({});
  expect(items.find((item) => item.id === memberId)).toMatchObject({ state: "active", lastSeenAt: null });
  const [audit] = await shop.db.read(["select verb, actor_kind from audit"]);
  expect(audit?.rows).toMatchObject([{ verb: "members.invite", actor_kind: "system" }]);
});

test("members are listed by email, two hundred a page, and nobody is left out", async () => {
  const shop = await createTestWorkspace();
  const fields = { name: "Seed", role: "agent" as const, passwordHash: "x" };
  for (let i = 0; i < 200; i++)
    await createMember(shop.db, { ...fields, email: `m${i}@shop.test` }, TEST_NOW);
  const { members } = shop.client("admin");
  const first = await members.list.query({});
  const second = await members.list.query({ cursor: first.next });
  expect([first.items.length, second.items.length, second.next]).toEqual([200, ROLES.length, null]);
  expect(new Set([...first.items, ...second.items].map((item) => item.id)).size).toBe(200 + ROLES.length);
});

test("preferences are one's own and only what they can be", async () => {
  const shop = await createTestWorkspace();
  const { members, preferences } = shop.client("agent");
  expect(await members.me.query({})).toMatchObject({
    email: "agent@shop.test",
    role: "agent",
    dataHidden: false,
  });
  await preferences.set.mutate({ operationId: operationId(), name: "dataHidden", value: true });
  expect(await members.me.query({})).toMatchObject({ dataHidden: true });
  expect(await shop.client("sales").members.me.query({})).toMatchObject({ dataHidden: false });
  const wrong = preferences.set.mutate({ operationId: operationId(), name: "language", value: "fr" });
  expect(await failureOfCall(wrong)).toMatchObject({ code: "INVALID_INPUT", field: "value" });
});

test("a role that changed since it was on screen is not overruled", async () => {
  const shop = await createTestWorkspace();
  const { members } = shop.client("admin");
  const memberId = shop.memberId("agent");
  const setRole = (role: "sales" | "marketing", seen: "agent" | "sales") =>
    members.setRole.mutate({ operationId: operationId(), memberId, role, seen });
  await setRole("sales", "agent");
  expect(await failureOfCall(setRole("marketing", "agent"))).toMatchObject({ code: "STALE" });
  expect(await setRole("marketing", "sales")).toMatchObject({ role: "marketing" });
});
