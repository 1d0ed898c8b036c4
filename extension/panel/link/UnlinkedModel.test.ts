import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import type { Candidate } from "../../../shared/schemas/panel.ts";
import { CallFailure } from "../../lib/failure.ts";
import type { KeptView } from "../desk.ts";
import { member, refOf } from "../test/views.ts";
import { createUnlinkedModel } from "./UnlinkedModel.ts";

const candidate = (contactId: string): Candidate => ({
  contactId,
  name: contactId,
  channel: { kind: "line", name: "Shop" },
  externalId: `U-${contactId}`,
  email: null,
  phoneDisplay: null,
  lastCustomerAt: null,
  reasons: ["like_name"],
});

function mount() {
  const view = signal<KeptView | null>({ state: "unlinked", member, candidates: [candidate("anna")] });
  const refresh = vi.fn<() => Promise<void>>(() => Promise.resolve());
  const calls = {
    find: vi.fn<(text: string) => Promise<Candidate[]>>(() => Promise.resolve([candidate("ben")])),
    pin: vi.fn<() => Promise<unknown>>(() => Promise.resolve({})),
  };
  const model = createUnlinkedModel(calls, { view, ref: signal(refOf("7")), refresh });
  return { model, calls, refresh };
}

it("suggests, searches, and pins only whom the person chose and confirmed", async () => {
  const { model, calls, refresh } = mount();
  expect(model.candidates.value.map(({ contactId }) => contactId)).toEqual(["anna"]);
  model.type("ben");
  await model.search.run();
  expect(calls.find).toHaveBeenCalledWith("ben");
  const [ben] = model.found.value ?? [];
  if (!ben) throw new Error("found nobody");
  model.choose(ben);
  expect(calls.pin).not.toHaveBeenCalled();
  await model.pin.run(ben);
  expect(calls.pin).toHaveBeenCalledWith(refOf("7"), "ben");
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(model.choice.value).toBeNull();
});

it("keeps the question open and says why when pinning failed", async () => {
  const { model, calls, refresh } = mount();
  calls.pin.mockRejectedValueOnce(new CallFailure("FORBIDDEN"));
  model.choose(candidate("anna"));
  await model.pin.run(candidate("anna"));
  expect(model.pin.failure.value?.code).toBe("FORBIDDEN");
  expect(model.choice.value?.contactId).toBe("anna");
  expect(refresh).not.toHaveBeenCalled();
});

it("asks nothing for an empty text and forgets what was found", async () => {
  const { model, calls } = mount();
  model.type("ben");
  await model.search.run();
  model.type("  ");
  expect(model.found.value).toBeNull();
  await model.search.run();
  expect(calls.find).toHaveBeenCalledTimes(1);
});
