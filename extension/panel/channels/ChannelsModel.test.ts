import { expect, test } from "vitest";
import { CallFailure } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import { channelOf, NOW, settle } from "../test/views.ts";
import { createChannelsModel, stateOf } from "./ChannelsModel.ts";

function started() {
  const answers: { resolve(went: boolean): void; reject(error: unknown): void }[] = [];
  const customer = {
    goTo: () => new Promise<boolean>((resolve, reject) => answers.push({ resolve, reject })),
  } as unknown as Customer;
  return { model: createChannelsModel(customer), answers };
}

test("one at a time, and nothing is said when it opens", async () => {
  const { model, answers } = started();
  void model.goTo("a");
  void model.goTo("b");
  expect(model.going.value).toBe("a");
  expect(answers).toHaveLength(1);
  answers[0]?.resolve(true);
  await settle();
  expect([model.going.value, model.obstacle.value]).toEqual([null, null]);
});

test("says why it cannot, at that channel, until it is tried again", async () => {
  const { model, answers } = started();
  void model.goTo("a");
  answers[0]?.reject(new CallFailure("CONVERSATION_DELETED"));
  await settle();
  expect(model.obstacle.value).toEqual({ contactId: "a", code: "CONVERSATION_DELETED" });
  void model.goTo("b");
  expect(model.obstacle.value).toBeNull();
  answers[1]?.resolve(false);
  await settle();
  expect(model.obstacle.value).toEqual({ contactId: "b", code: "NOT_HERE" });
});

test("blocked outweighs unsubscribed, the customer's word the team's", () => {
  const all = { blockedAt: NOW, unsubscribedByCustomerAt: NOW, unsubscribedByTeamAt: NOW };
  expect(stateOf(channelOf("a", all))).toBe("blocked");
  expect(stateOf(channelOf("a", { ...all, blockedAt: null }))).toBe("unsubscribed-by-customer");
  expect(stateOf(channelOf("a", { unsubscribedByTeamAt: NOW }))).toBe("unsubscribed-by-team");
  expect(stateOf(channelOf("a"))).toBe("active");
});
