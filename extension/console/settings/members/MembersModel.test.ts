import { expect, test, vi } from "vitest";
import type { MemberItem } from "../../../../shared/schemas/members.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { createMembersModel, type MembersCalls, type MembersTold } from "./MembersModel.ts";

const member = (name: string, more: Partial<MemberItem> = {}): MemberItem => ({
  id: `id of ${name}`,
  name,
  email: `${name.toLowerCase()}@shop.test`,
  role: "agent",
  state: "active",
  createdAt: 1,
  lastSeenAt: null,
  ...more,
});

/** A server with these members, that refuses what a test tells it to. */
async function serverWith(items: MemberItem[]) {
  let members = items;
  const change = async (id: string, more: Partial<MemberItem>) => {
    members = members.map((item) => (item.id === id ? { ...item, ...more } : item));
    return members.find((item) => item.id === id) ?? Promise.reject(new CallFailure("NOT_FOUND"));
  };
  const calls = {
    list: vi.fn<MembersCalls["list"]>(async () => ({ items: members, next: null })),
    invite: vi.fn<MembersCalls["invite"]>(async () => ({
      url: "https://a.test/w/shop/auth/invitation?token=1",
    })),
    setRole: vi.fn<MembersCalls["setRole"]>(({ memberId, role }) => change(memberId, { role })),
    setState: vi.fn<MembersCalls["setState"]>(({ memberId, state }) => change(memberId, { state })),
    resetLink: vi.fn<MembersCalls["resetLink"]>(async () => ({
      url: "https://a.test/w/shop/auth/reset?token=2",
    })),
  };
  const told = {
    roleChanged: vi.fn<MembersTold["roleChanged"]>(),
    stateChanged: vi.fn<MembersTold["stateChanged"]>(),
    failed: vi.fn<MembersTold["failed"]>(),
    notLoaded: vi.fn<MembersTold["notLoaded"]>(),
  };
  const model = createMembersModel(calls, told);
  await model.members.load();
  return { calls, told, model, shown: () => model.members.data.value?.items ?? [] };
}

test("a new role shows at once and can be taken back", async () => {
  const amy = member("Amy");
  const { model, told, shown } = await serverWith([amy]);
  const changing = model.setRole(amy, "sales");
  expect(shown()[0]?.role).toBe("sales");
  expect(model.busy.value.has(amy.id)).toBe(true);
  await changing;
  expect(model.busy.value.size).toBe(0);
  const undo = told.roleChanged.mock.calls[0]?.[1];
  undo?.();
  await vi.waitFor(() => expect(shown()[0]?.role).toBe("agent"));
});

test("a refused change shows how it really is, and says for whom", async () => {
  const amy = member("Amy", { role: "admin" });
  const { model, calls, told, shown } = await serverWith([amy]);
  calls.setRole.mockRejectedValueOnce(new CallFailure("LAST_ADMIN"));
  // Even when how it is now cannot be read.
  calls.list.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  await model.setRole(amy, "sales");
  expect(shown()[0]?.role).toBe("admin");
  expect(told.roleChanged).not.toHaveBeenCalled();
  expect(told.failed.mock.calls[0]?.map((given) => ("code" in given ? given.code : given.name))).toEqual([
    "LAST_ADMIN",
    "Amy",
  ]);
  expect(calls.list).toHaveBeenCalledTimes(2);
});

test("a role somebody else changed meanwhile is shown, not overruled", async () => {
  const amy = member("Amy");
  const { model, calls, told, shown } = await serverWith([amy]);
  await calls.setRole({ memberId: amy.id, role: "marketing", seen: "agent" });
  calls.setRole.mockRejectedValueOnce(new CallFailure("STALE"));
  await model.setRole(amy, "sales");
  expect(calls.setRole).toHaveBeenLastCalledWith({ memberId: amy.id, role: "sales", seen: "agent" });
  expect(shown()[0]?.role).toBe("marketing");
  expect(told.failed.mock.calls[0]?.[0].code).toBe("STALE");
});

test("the same role again asks the server nothing", async () => {
  const amy = member("Amy");
  const { model, calls } = await serverWith([amy]);
  await model.setRole(amy, "agent");
  expect(calls.setRole).not.toHaveBeenCalled();
});

test("an invitation's link is there until it is closed, and a refused one leaves none", async () => {
  const { model, calls } = await serverWith([]);
  const input = { name: "Bo", email: "bo@shop.test", role: "sales" as const };
  expect(await model.invite(input)).toBeNull();
  expect(model.link.value).toMatchObject({ purpose: "invitation", name: "Bo" });
  model.closeLink();
  expect(model.link.value).toBeNull();
  calls.invite.mockRejectedValueOnce(new CallFailure("ALREADY_EXISTS", { field: "email" }));
  expect(await model.invite(input)).toMatchObject({ code: "ALREADY_EXISTS", field: "email" });
  expect(model.link.value).toBeNull();
});

test("a link for somebody who never accepted is an invitation, else a reset", async () => {
  const [amy, bo] = [member("Amy"), member("Bo", { state: "invited" })];
  const { model } = await serverWith([amy, bo]);
  await model.makeLink(amy);
  expect(model.link.value?.purpose).toBe("reset");
  await model.makeLink(bo);
  expect(model.link.value?.purpose).toBe("invitation");
});

test("a long team is loaded page by page; a page that does not come is told", async () => {
  const { model, calls, told, shown } = await serverWith([]);
  calls.list.mockResolvedValueOnce({ items: [member("Amy")], next: "amy" });
  await model.members.load();
  calls.list.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  await model.loadMore();
  expect(told.notLoaded.mock.calls[0]?.[0].code).toBe("OFFLINE");
  calls.list.mockResolvedValueOnce({ items: [member("Bo")], next: null });
  await model.loadMore();
  expect(calls.list).toHaveBeenLastCalledWith("amy");
  expect(shown().map(({ name }) => name)).toEqual(["Amy", "Bo"]);
});

test("the filter finds any part of a name, whatever its width and case, and of an email", async () => {
  const { model } = await serverWith([member("王小明", { email: "wang@shop.test" }), member("Amy")]);
  const found = (text: string) => {
    model.setFilter(text);
    return model.found.value.map(({ name }) => name);
  };
  expect(found("小")).toEqual(["王小明"]);
  expect(found("ＡＭ")).toEqual(["Amy"]);
  expect(found("wang@")).toEqual(["王小明"]);
  expect(found("")).toHaveLength(2);
});
