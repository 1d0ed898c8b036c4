import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { apiClient } from "../test/api.ts";
import { rowsOf } from "../test/work.ts";
import { createTestWorkspace, insertContact, TEST_NOW } from "../test/workspace.ts";

test("a join by a key rests on the API's word, with the key as its author", async () => {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW, { name: "One" });
  const other = await insertContact(shop.db, TEST_NOW, { name: "Other" });
  const { keyId, call } = await apiClient(shop, undefined, "ERP Taipei");
  const { status, body } = await call("POST", "/customers/merge", {
    contact_id: contactId,
    other_contact_id: other.contactId,
  });
  expect(status).toBe(200);
  expect(await rowsOf(shop, "select evidence, author_id as author, reason from identity_record")).toEqual([
    { evidence: '{"kind":"api"}', author: keyId, reason: null },
  ]);
  const { customers } = shop.client("admin");
  const { joins } = await customers.ties.query({ contactId });
  expect(joins).toMatchObject([{ kind: "api", authorName: "ERP Taipei", reason: null }]);

  await call("POST", "/customers/unmerge", { record_id: body["record_id"] });
  const { apart, seen } = await customers.compare.query({ contactId, otherId: other.contactId });
  expect(apart).toMatchObject({ byName: "ERP Taipei" });

  // A member's own word is still by hand, and with a reason.
  const merge = { contactId, otherId: other.contactId, seen };
  const op = () => ({ operationId: newId(TEST_NOW) });
  await expect(customers.merge.mutate({ ...merge, ...op() })).rejects.toThrow("INVALID_INPUT");
  await customers.merge.mutate({ ...merge, ...op(), reason: "Same card" });
  const again = await customers.ties.query({ contactId });
  expect(again.joins).toMatchObject([{ kind: "hand", reason: "Same card" }]);
});
