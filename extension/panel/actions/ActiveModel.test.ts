import { expect, test } from "vitest";
import type { ActiveStatus } from "../../../shared/schemas/conversations.ts";
import { CallFailure } from "../../lib/failure.ts";
import { fakeCustomer } from "../test/fakes.ts";
import { linkedView, NOW } from "../test/views.ts";
import { createActiveModel } from "./ActiveModel.ts";

const off: ActiveStatus = {
  active: false,
  at: NOW,
  byName: "Amy",
  blockedMessages: 0,
  host: "waiting",
  hostReason: null,
};

test("shows what the server answered until a newer view tells more", async () => {
  const { customer, view, desk } = fakeCustomer(linkedView("anna"));
  const asked: unknown[] = [];
  desk.calls.setActive = async (input) => {
    asked.push(input);
    return off;
  };
  const model = createActiveModel(customer);
  expect(model.status.value.active).toBe(true);
  expect(await model.switchTo(false)).toBeNull();
  expect(asked).toEqual([{ contactId: "anna", active: false }]);
  expect(model.status.value).toEqual(off);
  const newer = linkedView("anna", { active: { ...off, host: "blocked" } });
  view.value = { ...newer, contact: { ...newer.contact, version: 2 } };
  expect(model.status.value.host).toBe("blocked");
});

test("a refusal leaves the switch as it stands; two presses are one question", async () => {
  const { customer, desk } = fakeCustomer(linkedView("anna"));
  let asked = 0;
  desk.calls.setActive = () => {
    asked++;
    return Promise.reject(new CallFailure("STALE"));
  };
  const model = createActiveModel(customer);
  const [first, second] = await Promise.all([model.switchTo(false), model.switchTo(false)]);
  expect([first?.code, second]).toEqual(["STALE", null]);
  expect(asked).toBe(1);
  expect(model.status.value.active).toBe(true);
  expect(model.switching.value).toBe(false);
});

test("what is only cached is not switched", async () => {
  const { customer, confirmed, desk } = fakeCustomer(linkedView("anna"));
  confirmed.value = false;
  let asked = 0;
  desk.calls.setActive = () => Promise.resolve(off).finally(() => asked++);
  expect(await createActiveModel(customer).switchTo(false)).toBeNull();
  expect(asked).toBe(0);
});
