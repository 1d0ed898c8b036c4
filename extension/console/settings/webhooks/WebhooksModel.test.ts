import { expect, test, vi } from "vitest";
import type { WebhookEndpoint } from "../../../../shared/schemas/webhooks.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { createWebhooksModel, type WebhooksCalls, type WebhooksTold } from "./WebhooksModel.ts";

const endpoint: WebhookEndpoint = {
  id: "e",
  name: "ERP",
  url: "https://erp.test",
  types: [],
  active: true,
  reason: null,
  failingSince: null,
  previousUntil: null,
  waiting: 0,
  failed: 0,
  lastDeliveredAt: null,
  createdAt: 1,
  updatedAt: 7,
};
const delivery = (seq: number) => ({
  seq,
  eventId: `evt_${seq}`,
  type: "tag.applied",
  at: 1,
  state: "failed" as const,
  attempts: 10,
  nextAt: 1,
  lastAt: 1,
  lastStatus: 500,
  lastError: "http_500",
});

async function open() {
  const calls = {
    list: vi.fn<WebhooksCalls["list"]>(async () => [endpoint]),
    create: vi.fn<WebhooksCalls["create"]>(async () => ({ endpointId: "e", secret: "whsec_one" })),
    update: vi.fn<WebhooksCalls["update"]>(async () => endpoint),
    remove: vi.fn<WebhooksCalls["remove"]>(async () => undefined),
    rotate: vi.fn<WebhooksCalls["rotate"]>(async () => ({ endpointId: "e", secret: "whsec_two" })),
    test: vi.fn<WebhooksCalls["test"]>(async () => undefined),
    deliveries: vi.fn<WebhooksCalls["deliveries"]>(async ({ before }) =>
      before === null ? { items: [delivery(9), delivery(8)], next: 8 } : { items: [delivery(7)], next: null },
    ),
    replay: vi.fn<WebhooksCalls["replay"]>(async () => undefined),
    replaySince: vi.fn<WebhooksCalls["replaySince"]>(async () => ({ count: 3 })),
  };
  const told = {
    saved: vi.fn<WebhooksTold["saved"]>(),
    removed: vi.fn<WebhooksTold["removed"]>(),
    tested: vi.fn<WebhooksTold["tested"]>(),
    replayed: vi.fn<WebhooksTold["replayed"]>(),
    failed: vi.fn<WebhooksTold["failed"]>(),
  };
  const model = createWebhooksModel(calls, told);
  await model.endpoints.load();
  return { calls, told, model };
}

test("a secret is shown until its dialog closes, and nowhere afterwards", async () => {
  const { model } = await open();
  expect(await model.create({ name: "ERP", url: "https://erp.test", types: [] })).toBeNull();
  expect(model.secret.value).toEqual({ name: "ERP", secret: "whsec_one" });
  model.close();
  await model.rotate(endpoint);
  expect(model.secret.value).toEqual({ name: "ERP", secret: "whsec_two" });
  model.close();
  expect(model.secret.value).toBeNull();
});

test("switching names what was seen; a refusal of a form is the form's, of a button is told", async () => {
  const { model, calls, told } = await open();
  await model.setActive(endpoint, false);
  expect(calls.update).toHaveBeenCalledWith(
    expect.objectContaining({ endpointId: "e", active: false, seen: 7, url: "https://erp.test" }),
  );
  calls.update.mockRejectedValue(new CallFailure("STALE"));
  expect((await model.save(endpoint, { name: "x", url: "https://x.test", types: [] }))?.code).toBe("STALE");
  await model.setActive(endpoint, true);
  expect(told.failed).toHaveBeenCalledTimes(1);
});

test("deliveries come by pages, by state, and again after one was told again", async () => {
  const { model, calls, told } = await open();
  model.show("e", "failed");
  await vi.waitFor(() => expect(model.deliveries.data.value?.items).toHaveLength(2));
  expect(calls.deliveries).toHaveBeenLastCalledWith({ endpointId: "e", state: "failed", before: null });
  await model.more();
  expect(model.deliveries.data.value).toMatchObject({
    items: [{ seq: 9 }, { seq: 8 }, { seq: 7 }],
    next: null,
  });
  await model.more();
  expect(calls.deliveries).toHaveBeenCalledTimes(2);
  await model.replay(9);
  expect(calls.replay).toHaveBeenCalledWith({ endpointId: "e", seq: 9 });
  expect(calls.deliveries).toHaveBeenCalledTimes(3);
  await model.replaySince(endpoint, 5);
  expect(told.replayed.mock.calls).toEqual([[1], [3]]);
  await model.remove(endpoint);
  expect(model.shown.value).toBeNull();
});
