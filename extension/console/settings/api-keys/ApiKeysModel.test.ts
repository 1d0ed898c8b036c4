import { expect, test, vi } from "vitest";
import type { ApiKeyItem } from "../../../../shared/schemas/api-keys.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { type ApiKeysCalls, type ApiKeysTold, createApiKeysModel } from "./ApiKeysModel.ts";

const key = (id: string): ApiKeyItem => ({
  id,
  name: id,
  beginning: "alongside_abcd",
  scopes: ["orders:write"],
  createdByName: "Amy",
  createdAt: 1,
  lastUsedAt: null,
  revokedAt: null,
});

async function open() {
  const calls = {
    list: vi.fn<ApiKeysCalls["list"]>(async () => [key("a")]),
    create: vi.fn<ApiKeysCalls["create"]>(async () => ({ keyId: "b", key: "alongside_secret" })),
    revoke: vi.fn<ApiKeysCalls["revoke"]>(async () => undefined),
  };
  const told = { revoked: vi.fn<ApiKeysTold["revoked"]>(), failed: vi.fn<ApiKeysTold["failed"]>() };
  const model = createApiKeysModel(calls, told);
  await model.keys.load();
  return { calls, told, model };
}

test("a new key is shown until its dialog closes, and nowhere afterwards", async () => {
  const { model, calls } = await open();
  expect(await model.create("ERP", ["members:write"])).toBeNull();
  expect(calls.create).toHaveBeenCalledWith({ name: "ERP", scopes: ["members:write"] });
  expect(model.made.value).toEqual({ name: "ERP", key: "alongside_secret" });
  model.close();
  expect(model.made.value).toBeNull();
  expect(JSON.stringify(model.keys.data.value)).not.toContain("secret");
});

test("a refusal is the form's to show; a refused end is told", async () => {
  const { model, calls, told } = await open();
  calls.create.mockRejectedValueOnce(new CallFailure("INVALID_INPUT", { field: "name" }));
  expect((await model.create("", ["orders:write"]))?.field).toBe("name");
  expect(model.made.value).toBeNull();
  calls.revoke.mockRejectedValueOnce(new CallFailure("NOT_FOUND"));
  await model.revoke(key("a"));
  await model.revoke(key("a"));
  expect(told.failed).toHaveBeenCalledTimes(1);
  expect(told.revoked).toHaveBeenCalledTimes(1);
});
