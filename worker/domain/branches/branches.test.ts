import { expect, test } from "vitest";
import { createTestWorkspace, failureOfCall, TEST_NOW } from "../../test/workspace.ts";
import { newId } from "../id.ts";

const op = () => newId(TEST_NOW);

async function open() {
  const shop = await createTestWorkspace();
  await shop.db.write([
    `insert into setting (name, value, updated_at) values ('modules', '{"omo":true}', 0)`,
  ]);
  const { branches } = shop.client("admin");
  const create = (name: string) => branches.create.mutate({ operationId: op(), name });
  return { shop, branches, create };
}

test("a branch is made, renamed, put away and taken back; its name is its own while it is in use", async () => {
  const { branches, create } = await open();
  const taipei = await create("  台北店 ");
  expect(taipei).toMatchObject({ name: "台北店", archivedAt: null, members: [], bound: 0 });
  expect(await failureOfCall(create("台北店"))).toMatchObject({ code: "ALREADY_EXISTS", field: "name" });
  const branchId = taipei.id;
  await branches.rename.mutate({ operationId: op(), branchId, name: "Taipei", seen: "台北店" });
  expect(
    await failureOfCall(
      branches.rename.mutate({ operationId: op(), branchId, name: "Other", seen: "台北店" }),
    ),
  ).toMatchObject({ code: "STALE", field: "name" });
  await branches.archive.mutate({ operationId: op(), branchId, archived: true });
  const second = await create("ＴＡＩＰＥＩ");
  expect(
    await failureOfCall(branches.archive.mutate({ operationId: op(), branchId, archived: false })),
  ).toMatchObject({ code: "ALREADY_EXISTS" });
  await branches.archive.mutate({ operationId: op(), branchId: second.id, archived: true });
  await branches.archive.mutate({ operationId: op(), branchId, archived: false });
  const list = await branches.list.query({});
  expect(list.branches.map(({ id, archivedAt }) => [id, archivedAt])).toEqual([
    [branchId, null],
    [second.id, TEST_NOW],
  ]);
});

test("who is in a branch is set whole, and not over somebody else's change", async () => {
  const { shop, branches, create } = await open();
  const { id: branchId } = await create("台北店");
  const [one, two] = [shop.memberId("sales"), shop.memberId("sales_manager")];
  const set = (memberIds: string[], seen: string[]) =>
    branches.setMembers.mutate({ operationId: op(), branchId, memberIds, seen });
  const both = await set([one, two], []);
  expect(both.members.map(({ id }) => id).sort()).toEqual([one, two].sort());
  expect(await failureOfCall(set([one], []))).toMatchObject({ code: "STALE" });
  expect((await set([two], [two, one])).members.map(({ name }) => name)).toEqual(["The sales_manager"]);
  await shop.db.write([{ sql: "update member set state = 'disabled' where id = ?", args: [one] }]);
  expect(await failureOfCall(set([two, one], [two]))).toMatchObject({ code: "MEMBER_DISABLED" });
  expect(await failureOfCall(set([two, newId(TEST_NOW)], [two]))).toMatchObject({ code: "MEMBER_DISABLED" });
});

test.each(["", "   ", "x".repeat(61), "a\0b"])("a branch cannot be called %j", async (name) => {
  const { create, branches } = await open();
  expect((await failureOfCall(create(name))).field).toBe("name");
  expect((await branches.list.query({})).branches).toEqual([]);
});

test("a name full of markup is kept as it is", async () => {
  const { create, branches } = await open();
  const name = `<img src=x onerror=alert(1)> \u202Eabc 🏬`;
  await create(name);
  expect((await branches.list.query({})).branches[0]?.name).toBe(name);
});
