import { signal } from "@preact/signals";
import { expect, test, vi } from "vitest";
import type { LinkedPanel, Revealed } from "../../../shared/schemas/panel.ts";
import { CallFailure } from "../../lib/failure.ts";
import type { Customer } from "../Customer.ts";
import { field, linkedView, NOW } from "../test/views.ts";
import { createRevealModel } from "./RevealModel.ts";

const phoneAt = (at: number): LinkedPanel => {
  const view = linkedView("c1");
  const { profile } = view.contact;
  const phone = { ...profile.phone, ...field("••••••678"), at, masked: true as const };
  return { ...view, contact: { ...view.contact, profile: { ...profile, phone } } };
};

function furnish() {
  const view = signal(phoneAt(NOW));
  const reveal = vi.fn<Customer["calls"]["reveal"]>(async (): Promise<Revealed> => ({
    contactId: "c1",
    phone: "+886912345678",
    phoneDisplay: "0912 345 678",
  }));
  const lifetime = new AbortController();
  // Only this call is made.
  const calls = { reveal } as unknown as Customer["calls"];
  const model = createRevealModel({ contactId: "c1", calls, view }, lifetime.signal);
  return { view, reveal, lifetime, model };
}

test("a value is asked for with a reason and shown as long as it is the one on screen", async () => {
  const { model, reveal } = furnish();
  model.ask("phone");
  await model.reveal("  Calls back ");
  expect(reveal).toHaveBeenCalledWith({ contactId: "c1", fields: ["phone"], reason: "Calls back" });
  expect(model.asking.value).toBeNull();
  expect(model.shown("phone", NOW)).toEqual({ value: "+886912345678", display: "0912 345 678" });
  expect(model.shown("phone", NOW + 1), "somebody changed it").toBeNull();
  expect(model.shown("email", NOW)).toBeNull();
});

test("what was revealed is gone with its view, also when the answer comes late", async () => {
  const { model, lifetime } = furnish();
  model.ask("phone");
  const late = model.reveal("Calls back");
  lifetime.abort();
  await late;
  expect(model.shown("phone", NOW)).toBeNull();
});

test("a refusal stays in the dialog", async () => {
  const { model, reveal } = furnish();
  reveal.mockRejectedValueOnce(new CallFailure("FORBIDDEN"));
  model.ask("phone");
  await model.reveal("Calls back");
  expect(model.asking.value).toBe("phone");
  expect(model.failure.value?.code).toBe("FORBIDDEN");
  expect(model.shown("phone", NOW)).toBeNull();
});
