import { expect, test, vi } from "vitest";
import type { AttributeDefinition } from "../../../../shared/schemas/attributes.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { type AttributesCalls, type AttributesTold, createAttributesModel } from "./AttributesModel.ts";

const definition = (name: string, archivedAt: number | null = null): AttributeDefinition => ({
  id: `id of ${name}`,
  name,
  type: "text",
  createdAt: 1,
  archivedAt,
});

async function serverWith(...names: string[]) {
  let stored = names.map((name) => definition(name));
  const change = (id: string, more: Partial<AttributeDefinition>) => {
    stored = stored.map((one) => (one.id === id ? { ...one, ...more } : one));
    const found = stored.find((one) => one.id === id);
    return found ? Promise.resolve(found) : Promise.reject(new CallFailure("NOT_FOUND"));
  };
  const calls = {
    list: vi.fn<AttributesCalls["list"]>(async () => stored),
    define: vi.fn<AttributesCalls["define"]>(async ({ name }) => {
      stored = [...stored, definition(name)];
      return definition(name);
    }),
    rename: vi.fn<AttributesCalls["rename"]>(({ attributeId, name }) => change(attributeId, { name })),
    reorder: vi.fn<AttributesCalls["reorder"]>(async ({ attributeIds }) => {
      stored = attributeIds.flatMap((id) => stored.filter((one) => one.id === id));
    }),
    archive: vi.fn<AttributesCalls["archive"]>(({ attributeId, archived }) =>
      change(attributeId, { archivedAt: archived ? 1 : null }),
    ),
  };
  const told = {
    archived: vi.fn<AttributesTold["archived"]>(),
    restored: vi.fn<AttributesTold["restored"]>(),
    failed: vi.fn<AttributesTold["failed"]>(),
  };
  const model = createAttributesModel(calls, told);
  await model.attributes.load();
  const find = (name: string) =>
    model.attributes.data.value?.find((one) => one.name === name) ?? definition(name);
  return { model, calls, told, find, used: () => model.used.value.map(({ name }) => name) };
}

test("moves one place, at once, and not past the ends", async () => {
  const { model, calls, find, used } = await serverWith("A", "B", "C");
  const moving = model.move(find("C"), -1);
  expect(used()).toEqual(["A", "C", "B"]);
  await moving;
  expect(calls.reorder).toHaveBeenCalledWith({ attributeIds: ["id of A", "id of C", "id of B"] });
  await model.move(find("A"), -1);
  await model.move(find("B"), 1);
  expect(calls.reorder).toHaveBeenCalledTimes(1);
});

test("an order made of an older list is refused and shown as it is", async () => {
  const { model, calls, told, find, used } = await serverWith("A", "B");
  calls.reorder.mockRejectedValueOnce(new CallFailure("STALE"));
  await model.move(find("A"), 1);
  expect(used()).toEqual(["A", "B"]);
  expect(told.failed.mock.calls[0]?.[0].code).toBe("STALE");
});

test("what is put away can be taken back, also from the toast", async () => {
  const { model, told, find, used } = await serverWith("A", "B");
  await model.setArchived(find("A"), true);
  expect([used(), model.archived.value.map(({ name }) => name)]).toEqual([["B"], ["A"]]);
  told.archived.mock.calls[0]?.[1]();
  await vi.waitFor(() => expect(told.restored).toHaveBeenCalled());
  expect(used()).toEqual(["A", "B"]);
});

test("a name that is taken is the form's to say", async () => {
  const { model, calls, find, used } = await serverWith("A");
  calls.define.mockRejectedValueOnce(new CallFailure("ALREADY_EXISTS", { field: "name" }));
  expect(await model.define({ name: "a", type: "text" })).toMatchObject({ code: "ALREADY_EXISTS" });
  expect(await model.rename(find("A"), "B")).toBeNull();
  expect(calls.rename).toHaveBeenCalledWith({ attributeId: "id of A", name: "B", seen: "A" });
  expect(used()).toEqual(["B"]);
});
