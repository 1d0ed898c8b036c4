import { signal } from "@preact/signals";
import { expect, it, vi } from "vitest";
import type { Candidate, Page } from "../../../shared/schemas/panel.ts";
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
    find: vi.fn<(text: string, cursor?: string | null) => Promise<Page<Candidate>>>((_, cursor) =>
      Promise.resolve(
        !cursor
          ? { items: [candidate("ben")], next: "part.7" }
          : { items: [candidate("ben"), candidate("bea")], next: null },
      ),
    ),
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
  expect(calls.find).toHaveBeenCalledWith("ben", null);
  const [ben] = model.found.value ?? [];
  if (!ben) throw new Error("found nobody");
  model.choose(ben);
  expect(calls.pin).not.toHaveBeenCalled();
  await model.pin.run(ben);
  expect(calls.pin).toHaveBeenCalledWith(refOf("7"), "ben");
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(model.choice.value).toBeNull();
});

it("shows more of the same search, nobody twice, and nothing of a search that was left", async () => {
  const { model, calls } = mount();
  const shown = () => model.found.value?.map(({ contactId }) => contactId);
  model.type("ben");
  await model.search.run();
  expect(model.hasMore.value).toBe(true);
  model.type("ben and what is not asked yet");
  await model.more.run();
  expect(calls.find).toHaveBeenLastCalledWith("ben", "part.7");
  expect(shown()).toEqual(["ben", "bea"]);
  expect(model.hasMore.value).toBe(false);
  await model.search.run();
  const more = model.more.run();
  model.type("anna");
  await model.search.run();
  await more;
  expect(shown()).toEqual(["ben"]);
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
