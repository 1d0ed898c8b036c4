import { expect, test, vi } from "vitest";
import type { SessionItem } from "../../../shared/schemas/members.ts";
import { CallFailure } from "../../lib/failure.ts";
import { createSessionsModel, type SessionsCalls, type SessionsTold } from "./SessionsModel.ts";

const session = (id: string, current = false): SessionItem => ({
  id,
  client: "console",
  userAgent: "",
  createdAt: 1,
  lastSeenAt: 2,
  current,
});

async function server() {
  const calls = {
    list: vi.fn<SessionsCalls["list"]>(async () => [session("mine", true), session("a"), session("b")]),
    revoke: vi.fn<SessionsCalls["revoke"]>(async () => undefined),
  };
  const told = { revoked: vi.fn<SessionsTold["revoked"]>(), failed: vi.fn<SessionsTold["failed"]>() };
  const model = createSessionsModel(calls, told);
  await model.sessions.load();
  return { calls, told, model, ids: () => model.sessions.data.value?.map(({ id }) => id) };
}

test("all others go, this one stays", async () => {
  const { model, told, ids } = await server();
  await model.revoke(model.others.value);
  expect(ids()).toEqual(["mine"]);
  expect(told.revoked).toHaveBeenCalledWith(2);
});

test("a session that is gone already counts as revoked", async () => {
  const { model, calls, told, ids } = await server();
  calls.revoke.mockRejectedValueOnce(new CallFailure("NOT_FOUND"));
  await model.revoke(model.others.value);
  expect(ids()).toEqual(["mine"]);
  expect(told.failed).not.toHaveBeenCalled();
});

test("a failure is told and the list shows how it is now", async () => {
  const { model, calls, told } = await server();
  calls.revoke.mockRejectedValueOnce(new CallFailure("UNAVAILABLE"));
  await model.revoke(model.others.value);
  expect(told.failed.mock.calls[0]?.[0].code).toBe("UNAVAILABLE");
  expect(told.revoked).not.toHaveBeenCalled();
  expect(calls.list).toHaveBeenCalledTimes(2);
  expect(model.busy.value.size).toBe(0);
});
