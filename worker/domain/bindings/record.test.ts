import { expect, test } from "vitest";
import { createTestWorkspace, insertContact, TEST_NOW } from "../../test/workspace.ts";
import { type BindingChange, recordBinding } from "./record.ts";

const HOUR = 3_600_000;

async function shopWithContact() {
  const shop = await createTestWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const record = (change: Partial<BindingChange>) =>
    shop.db.write(
      recordBinding(TEST_NOW, {
        contactId,
        kind: "social",
        state: "bound",
        how: "button",
        memberNo: "M1",
        at: TEST_NOW - HOUR,
        by: "customer",
        ...change,
      }),
    );
  const stored = async () => {
    const [contact, bindings, values, events] = await shop.db.read([
      "select member_no, version from contact",
      "select state, how, at from binding order by at, id",
      "select value, source, at from contact_value where field = 'member_no' order by at, id",
      "select kind, actor_kind, data from event order by at, id",
    ]);
    const rows = [contact, bindings, values, events].map((result) =>
      (result?.rows ?? []).map((row) => Object.values(row)),
    );
    return { contact: rows[0]?.[0], bindings: rows[1], values: rows[2], events: rows[3] };
  };
  return { shop, contactId, record, stored };
}

test("a binding gives the member number with where it came from; told again it changes nothing", async () => {
  const { record, stored } = await shopWithContact();
  await record({});
  const once = await stored();
  expect(once).toEqual({
    contact: ["M1", 2],
    bindings: [["bound", "button", TEST_NOW - HOUR]],
    values: [["M1", "binding", TEST_NOW - HOUR]],
    events: [["binding.bound", "customer", '{"binding":"social","how":"button"}']],
  });
  await record({});
  await record({ how: "pixel", at: TEST_NOW });
  expect(await stored()).toEqual(once);
});

test("what arrives late takes its place and overrules nothing newer", async () => {
  const { record, stored } = await shopWithContact();
  await record({ memberNo: "M2", at: TEST_NOW });
  await record({ memberNo: "M1", how: "pixel", at: TEST_NOW - HOUR });
  expect(await stored()).toMatchObject({
    contact: ["M2", 3],
    values: [
      ["M1", "pixel", TEST_NOW - HOUR],
      ["M2", "binding", TEST_NOW],
    ],
  });
});

test("unbinding keeps the number; of what never was bound nothing is recorded", async () => {
  const { record, stored } = await shopWithContact();
  await record({ kind: "phone", state: "unbound" });
  expect(await stored()).toMatchObject({ contact: [null, 1], bindings: [], events: [] });
  await record({});
  await record({ state: "unbound", how: "agent", at: TEST_NOW, by: "system" });
  expect(await stored()).toMatchObject({
    contact: ["M1", 3],
    bindings: [["bound", "button", TEST_NOW - HOUR] as unknown, ["unbound", "agent", TEST_NOW]],
    events: [
      ["binding.bound", "customer", expect.anything()],
      ["binding.unbound", "system", expect.anything()],
    ],
  });
});

test("a clock ahead of ours counts as now; a deleted contact is left alone", async () => {
  const { shop, record, stored } = await shopWithContact();
  await record({ at: TEST_NOW + HOUR });
  expect((await stored()).bindings).toEqual([["bound", "button", TEST_NOW]]);
  await shop.db.write(["update contact set deleted_at = 1"]);
  await record({ kind: "phone", memberNo: "M9" });
  expect(await stored()).toMatchObject({ contact: ["M1", 2], bindings: [expect.anything()] });
});
