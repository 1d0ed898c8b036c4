import { expect, test, vi } from "vitest";
import type { Backfill, ConnectionItem } from "../../../../shared/schemas/connections.ts";
import { CallFailure } from "../../../lib/failure.ts";
import { createConnectionsModel, type ConnectionsCalls, type ConnectionsTold } from "./ConnectionsModel.ts";

const connection = (id: string, more: Partial<ConnectionItem> = {}): ConnectionItem => ({
  id,
  kind: "chatwoot",
  name: id,
  origin: "https://chat.shop.test",
  accountId: "1",
  apiBase: null,
  requestsPerSecond: 5,
  origins: [],
  lineChannelId: null,
  state: "active",
  stateReason: null,
  webhookPath: `hooks/${id}`,
  channels: [],
  unknownAccounts: [],
  notices: [],
  setAside: 0,
  lastReceivedAt: null,
  createdAt: 1,
  ...more,
});

const backfill = (state: Backfill["state"]): Backfill => ({
  state,
  conversationsDone: 0,
  conversationsTotal: null,
  messages: 0,
  skipped: 0,
  error: null,
  startedAt: null,
  updatedAt: null,
});

async function server(items: ConnectionItem[]) {
  let shown = items;
  const setState = (id: string, state: ConnectionItem["state"]) => {
    shown = shown.map((item) => (item.id === id ? { ...item, state } : item));
  };
  const calls = {
    list: vi.fn<ConnectionsCalls["list"]>(async () => shown),
    addLine: vi.fn<ConnectionsCalls["addLine"]>(async ({ name }) => {
      shown = [...shown, connection(name, { kind: "line" })];
      return { connectionId: name, webhookPath: `hooks/${name}` };
    }),
    addChatwoot: vi.fn<ConnectionsCalls["addChatwoot"]>(),
    addPixel: vi.fn<ConnectionsCalls["addPixel"]>(),
    addShop: vi.fn<ConnectionsCalls["addShop"]>(),
    addMeta: vi.fn<ConnectionsCalls["addMeta"]>(),
    addWhatsapp: vi.fn<ConnectionsCalls["addWhatsapp"]>(),
    addWebsite: vi.fn<ConnectionsCalls["addWebsite"]>(),
    addAccount: vi.fn<ConnectionsCalls["addAccount"]>(),
    update: vi.fn<ConnectionsCalls["update"]>(async ({ connectionId }) => setState(connectionId, "active")),
    remove: vi.fn<ConnectionsCalls["remove"]>(async ({ connectionId }) => setState(connectionId, "disabled")),
    startBackfill: vi.fn<ConnectionsCalls["startBackfill"]>(async () => undefined),
    backfillProgress: vi.fn<ConnectionsCalls["backfillProgress"]>(async () => backfill("none")),
  };
  const told = {
    added: vi.fn<ConnectionsTold["added"]>(),
    switched: vi.fn<ConnectionsTold["switched"]>(),
    changed: vi.fn<ConnectionsTold["changed"]>(),
    accountAdded: vi.fn<ConnectionsTold["accountAdded"]>(),
    backfillStarted: vi.fn<ConnectionsTold["backfillStarted"]>(),
    failed: vi.fn<ConnectionsTold["failed"]>(),
  };
  const model = createConnectionsModel(calls, told);
  await model.load();
  return { calls, told, model, states: () => model.connections.data.value?.map(({ state }) => state) };
}

test("switching off can be undone", async () => {
  const inbox = connection("inbox");
  const { model, told, states } = await server([inbox]);
  await model.switch(inbox, false);
  expect(states()).toEqual(["disabled"]);
  told.switched.mock.calls[0]?.[2]();
  await vi.waitFor(() => expect(states()).toEqual(["active"]));
});

test("a history on its way is worth looking again, only Chatwoot's is asked for", async () => {
  const { model, calls, told } = await server([connection("inbox"), connection("shop", { kind: "line" })]);
  expect(calls.backfillProgress.mock.calls).toEqual([[{ connectionId: "inbox" }]]);
  expect(model.moving.value).toBe(false);
  calls.backfillProgress.mockResolvedValue(backfill("running"));
  await model.startBackfill(connection("inbox"));
  expect(told.backfillStarted).toHaveBeenCalledTimes(1);
  expect(model.moving.value).toBe(true);
  calls.backfillProgress.mockResolvedValue(backfill("done"));
  await model.load();
  expect(model.moving.value).toBe(false);
});

test("how far a history was stays on screen when asking again fails", async () => {
  const { model, calls } = await server([connection("inbox")]);
  calls.backfillProgress.mockResolvedValueOnce(backfill("running"));
  await model.load();
  calls.backfillProgress.mockRejectedValueOnce(new CallFailure("OFFLINE"));
  await model.load();
  expect(model.backfills.value.get("inbox")?.state).toBe("running");
});

test("what was added is in the list; what was refused is told to the form", async () => {
  const { model, calls, told } = await server([]);
  const line = { name: "LINE", channelSecret: "s", accessToken: "t" };
  expect(await model.addLine(line)).toBeNull();
  expect(model.connections.data.value?.map(({ id }) => id)).toEqual(["LINE"]);
  calls.addChatwoot.mockRejectedValueOnce(new CallFailure("INVALID_INPUT", { field: "origin" }));
  expect(await model.addChatwoot({ name: "C", origin: "x", accountId: "1" })).toMatchObject({
    field: "origin",
  });
  expect(told.added.mock.calls).toEqual([["LINE"]]);
});

test("new credentials are sent with the connection they belong to", async () => {
  const inbox = connection("inbox", { state: "failing" });
  const { model, calls, told, states } = await server([inbox]);
  expect(await model.change(inbox, { apiToken: "new" })).toBeNull();
  expect(calls.update).toHaveBeenCalledWith({ connectionId: "inbox", apiToken: "new" });
  expect(told.changed).toHaveBeenCalledWith(inbox);
  expect(states()).toEqual(["active"]);
});
