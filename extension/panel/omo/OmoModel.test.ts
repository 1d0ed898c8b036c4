import { expect, it } from "vitest";
import type { OmoBinding, OmoChoice } from "../../../shared/schemas/omo.ts";
import { CallFailure } from "../../lib/failure.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, member, NOW } from "../test/views.ts";
import { createOmoModel, hasOmo, matching } from "./OmoModel.ts";

const bound: OmoBinding = {
  id: "b",
  memberId: "m",
  memberName: "Ben",
  memberDisabled: false,
  branchId: "t",
  branchName: "台北店",
  boundAt: NOW,
  boundByName: "Amy",
};
const choice: OmoChoice = { memberId: "m", memberName: "Ben", branchId: "t", branchName: "台北店" };

it("is there on LINE and WhatsApp with the module on", () => {
  const view = linkedView("anna", { member: { ...member, modules: ["omo"] } });
  const on = (kind: "line" | "whatsapp" | "messenger" | "website") => ({
    ...view,
    contact: { ...view.contact, channel: { ...view.contact.channel, kind } },
  });
  expect([hasOmo(on("line")), hasOmo(on("whatsapp"))]).toEqual([true, true]);
  expect([hasOmo(on("messenger")), hasOmo(on("website")), hasOmo(linkedView("anna"))]).toEqual([
    false,
    false,
    false,
  ]);
});

it("shows the server's answer until a newer view says it", async () => {
  const { customer, desk, view } = fakeCustomer();
  desk.calls.omoBind = () => Promise.resolve(bound);
  desk.calls.omoUnbind = () => Promise.resolve({});
  const model = createOmoModel(customer);
  expect(await model.bind(choice)).toBeNull();
  expect(model.binding.value).toEqual(bound);
  const next = { ...bound, memberName: "Carl" };
  view.value = { ...view.value, omo: next, contact: { ...view.value.contact, version: 2 } };
  expect(model.binding.value).toEqual(next);
  expect(await model.unbind(next)).toBeNull();
  expect(model.binding.value).toBeNull();
});

it("keeps what is there when it is refused, and asks how it stands", async () => {
  const { customer, desk, view } = fakeCustomer(linkedView("anna", { omo: bound }));
  let asked = 0;
  desk.calls.omoUnbind = () => Promise.reject(new CallFailure("STALE"));
  const model = createOmoModel({ ...customer, refresh: () => void asked++ });
  expect((await model.unbind(bound))?.code).toBe("STALE");
  expect(model.binding.value).toEqual(view.value.omo);
  expect(asked).toBe(1);
});

it("does nothing to what is only cached", async () => {
  const { customer, desk, confirmed } = fakeCustomer();
  let called = 0;
  desk.calls.omoBind = () => (called++, Promise.resolve(bound));
  confirmed.value = false;
  await createOmoModel(customer).bind(choice);
  expect(called).toBe(0);
});

it("finds by any part of member or branch, in any width", () => {
  const other: OmoChoice = { memberId: "n", memberName: "Ann", branchId: null, branchName: null };
  expect(matching([choice, other], "ＢＥＮ")).toEqual([choice]);
  expect(matching([choice, other], "北")).toEqual([choice]);
  expect(matching([choice, other], "")).toHaveLength(2);
});
