import { expect, test, vi } from "vitest";
import type { RelayItem } from "../../../../../shared/schemas/relay.ts";
import { CallFailure } from "../../../../lib/failure.ts";
import { createRelayModel, type RelayCalls, type RelayTold } from "./RelayModel.ts";

const item = (more: Partial<RelayItem> = {}): RelayItem => ({
  connectionId: "c",
  url: "https://inbox.test",
  waiting: 0,
  parked: 0,
  oldestAt: null,
  newest: null,
  error: null,
  failingSince: null,
  retryAt: null,
  lastSentAt: null,
  ...more,
});

function server() {
  const calls = {
    list: vi.fn<RelayCalls["list"]>(async () => [item()]),
    set: vi.fn<RelayCalls["set"]>(async () => undefined),
    posts: vi.fn<RelayCalls["posts"]>(async () => ({ items: [], next: null })),
    resend: vi.fn<RelayCalls["resend"]>(async () => ({ changed: 1, left: 0 })),
    drop: vi.fn<RelayCalls["drop"]>(async () => ({ changed: 1, left: 0 })),
  };
  const told = {
    set: vi.fn<RelayTold["set"]>(),
    resent: vi.fn<RelayTold["resent"]>(),
    dropped: vi.fn<RelayTold["dropped"]>(),
    failed: vi.fn<RelayTold["failed"]>(),
  };
  return { calls, told, model: createRelayModel(calls, told) };
}

test("an address that is refused is the form's to show, one that is taken is told of", async () => {
  const { calls, told, model } = server();
  calls.set.mockRejectedValueOnce(new CallFailure("ADDRESS_NOT_ALLOWED", { field: "url" }));
  expect(await model.set("c", "https://10.0.0.1")).toMatchObject({ field: "url" });
  expect(told.set).not.toHaveBeenCalled();
  expect(await model.set("c", null)).toBeNull();
  expect(told.set).toHaveBeenCalledWith(false);
  expect(model.relays.data.value).toEqual([item()]);
});

test("all that was parked is sent again, as many calls as it takes; one that changes nothing is the last", async () => {
  const { calls, told, model } = server();
  calls.resend
    .mockResolvedValueOnce({ changed: 500, left: 120 })
    .mockResolvedValueOnce({ changed: 100, left: 20 })
    .mockResolvedValueOnce({ changed: 0, left: 20 });
  await model.resend("c");
  expect(calls.resend).toHaveBeenCalledTimes(3);
  expect(told.resent).toHaveBeenCalledTimes(1);
});

test("dropping all gives up what was shown and no more; a change in between is refused and told", async () => {
  const { calls, told, model } = server();
  calls.drop.mockResolvedValueOnce({ changed: 500, left: 2 });
  await model.drop(item({ waiting: 500, parked: 2, newest: 900 }));
  expect(calls.drop.mock.calls.map(([input]) => input.what)).toEqual([
    { upTo: 900, count: 502 },
    { upTo: 900, count: 2 },
  ]);
  expect(told.dropped).toHaveBeenCalledWith(502);
  calls.drop.mockRejectedValueOnce(new CallFailure("STALE"));
  await model.drop(item({ waiting: 1, newest: 901 }));
  expect(told.failed.mock.calls[0]?.[0]).toMatchObject({ code: "STALE" });
  expect(told.dropped).toHaveBeenCalledTimes(1);
});

test("what is kept is read page by page, and anew after a write", async () => {
  const { calls, model } = server();
  const post = (seq: number) =>
    ({ seq, state: "parked", receivedAt: 1, size: 1, attempts: 8, error: "http_422" }) as const;
  calls.posts.mockResolvedValueOnce({ items: [post(1)], next: 1 }).mockResolvedValueOnce({
    items: [post(2)],
    next: null,
  });
  await model.open("c");
  await model.open("c", true);
  expect(calls.posts.mock.calls.map(([input]) => input)).toEqual([
    { connectionId: "c" },
    { connectionId: "c", after: 1 },
  ]);
  expect(model.posts.value?.items.map(({ seq }) => seq)).toEqual([1, 2]);
  await model.resend("c", [1]);
  expect(calls.resend).toHaveBeenCalledWith({ connectionId: "c", posts: [1] });
  expect(model.posts.value).toEqual({ items: [], next: null });
  model.close();
  expect(model.posts.value).toBeNull();
});
