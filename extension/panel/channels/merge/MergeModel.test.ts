import { expect, test } from "vitest";
import type { ComparedContact, Comparison } from "../../../../shared/schemas/customers.ts";
import type { Candidate } from "../../../../shared/schemas/panel.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { fakeCustomer } from "../../test/fakes.ts";
import { createMergeModel } from "./MergeModel.ts";
import { createSplitModel } from "./SplitModel.ts";

const candidate = (contactId: string): Candidate => ({
  contactId,
  name: contactId,
  channel: { kind: "line", name: "Shop" },
  externalId: `U-${contactId}`,
  email: null,
  phoneDisplay: null,
  lastCustomerAt: null,
  reasons: ["found"],
});

const contact = (contactId: string, memberNo: string | null = null): ComparedContact => ({
  contactId,
  kind: "line",
  account: "Shop",
  name: contactId,
  externalId: `U-${contactId}`,
  memberNo,
  email: null,
  phoneDisplay: null,
  lastCustomerAt: null,
});

const sides = (seen: string, change: Partial<Comparison> = {}): Comparison => ({
  seen,
  same: false,
  kept: [contact("anna")],
  moved: [contact("ben")],
  apart: null,
  ...change,
});

function mount() {
  const { customer, desk } = fakeCustomer();
  const asked: unknown[] = [];
  desk.calls.find = () => Promise.resolve({ items: [candidate("anna"), candidate("ben")], next: null });
  desk.calls.compareCustomers = () => Promise.resolve(sides(`seen ${asked.length}`));
  desk.calls.mergeCustomers = (input) => {
    asked.push(input);
    return Promise.resolve({ recordId: "r", customerId: "c" });
  };
  return { customer, desk, asked };
}

test("finds others than this customer, and merges only with a reason, as it was seen", async () => {
  const { customer, asked } = mount();
  const model = createMergeModel(customer, null);
  model.type("ben");
  await model.search.run();
  expect(model.found.value?.map(({ contactId }) => contactId)).toEqual(["ben"]);
  expect(await model.merge()).toBeNull();
  await model.compare.run("ben");
  expect(await model.merge()).toBeNull();
  expect([model.needsReason.value, asked.length]).toEqual([true, 0]);
  model.giveReason(" Wrote so ");
  expect(model.needsReason.value).toBe(false);
  expect(await model.merge()).toBe("r");
  expect(asked).toEqual([
    { contactId: "anna", otherId: "ben", seen: "seen 0", reason: "Wrote so", matched: null },
  ]);
});

test("a suggestion needs no reason; a side that changed is shown anew and asked again", async () => {
  const { customer, desk, asked } = mount();
  const model = createMergeModel(customer, { matched: "phone" });
  await model.compare.run("ben");
  desk.calls.mergeCustomers = (input) => {
    asked.push(input);
    return Promise.reject(new CallFailure("STALE"));
  };
  expect(await model.merge()).toBeNull();
  expect([model.changed.value, model.comparison.value?.seen, model.failure.value]).toEqual([
    true,
    "seen 1",
    null,
  ]);
  desk.calls.mergeCustomers = () => Promise.reject(new CallFailure("FORBIDDEN"));
  expect(await model.merge()).toBeNull();
  expect(model.failure.value?.code).toBe("FORBIDDEN");
  expect(asked).toMatchObject([{ matched: "phone", reason: "" }]);
});

test("says so when both are members under different numbers", async () => {
  const { customer, desk } = mount();
  const model = createMergeModel(customer, null);
  for (const [ours, theirs, two] of [
    ["M1", "M2", true],
    ["M1", "M1", false],
    ["M1", null, false],
  ] as const) {
    desk.calls.compareCustomers = () =>
      Promise.resolve(sides("s", { kept: [contact("anna", ours)], moved: [contact("ben", theirs)] }));
    await model.compare.run("ben");
    expect(model.twoMembers.value).toBe(two);
  }
});

test("takes out one channel or undoes a whole merge, with a reason, and can take it back", async () => {
  const { customer, desk, asked } = mount();
  const join = { kind: "hand", matched: null, authorName: "Amy", reason: "x", at: 1 } as const;
  desk.calls.customerTies = () =>
    Promise.resolve({ seen: "s", joins: [{ ...join, recordId: "j", goes: ["ben", "cleo"] }] });
  const calls: unknown[] = [];
  desk.calls.splitContact = (input) => Promise.resolve(calls.push(["split", input]));
  desk.calls.unmergeCustomers = (input) => Promise.resolve(calls.push(["unmerge", input]));
  const model = createSplitModel(customer, "ben");
  expect(await model.split()).toBeNull();
  await model.load.run();
  expect(await model.split()).toBeNull();
  expect([model.needsReason.value, calls]).toEqual([true, []]);
  model.giveReason("Two sisters");
  const undo = await model.split();
  model.choose("j");
  await model.split();
  expect(calls).toEqual([
    ["split", { contactId: "ben", seen: "s", reason: "Two sisters" }],
    ["unmerge", { recordId: "j", reason: "Two sisters" }],
  ]);
  await undo?.();
  expect(asked).toMatchObject([{ contactId: "anna", otherId: "ben", reason: "Two sisters", matched: null }]);
});
