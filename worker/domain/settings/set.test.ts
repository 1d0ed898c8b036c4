import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../../shared/schemas/settings.ts";
import { createTestWorkspace, failureOfCall, TEST_NOW } from "../../test/workspace.ts";
import { newId } from "../id.ts";
import { widgetOrigins } from "./widget-origins.ts";

const operationId = () => newId(TEST_NOW);

test("settings keep what an admin sets and show the defaults until then", async () => {
  const shop = await createTestWorkspace();
  const { settings } = shop.client("admin");
  expect(await settings.get.query({})).toEqual(
    Object.fromEntries(Object.entries(DEFAULT_SETTINGS).map(([name, value]) => [name, { value, at: null }])),
  );

  const answer = await settings.set.mutate({
    operationId: operationId(),
    name: "timeZone",
    value: "Europe/Berlin",
    seen: null,
  });
  expect(await settings.get.query({})).toMatchObject({
    timeZone: { value: "Europe/Berlin", at: answer.at },
    defaultRegion: { value: "TW", at: null },
  });
});

test("a value somebody else set meanwhile is not overwritten", async () => {
  const shop = await createTestWorkspace();
  const { settings } = shop.client("admin");
  const set = (value: string, seen: number | null) =>
    settings.set.mutate({ operationId: operationId(), name: "name", value, seen });

  const first = await set("小日子選物", null);
  expect(await failureOfCall(set("Other", null))).toMatchObject({ code: "STALE" });
  const second = await set("Slow Days", first.at);
  expect(second.at).toBeGreaterThan(first.at);
  expect(await failureOfCall(set("Other", first.at))).toMatchObject({ code: "STALE" });
  expect((await settings.get.query({})).name.value).toBe("Slow Days");
});

test("what a browser could not frame from, a zone or a region nobody knows are refused by field", async () => {
  const shop = await createTestWorkspace();
  const { settings } = shop.client("admin");
  const common = { operationId: operationId(), seen: null };
  expect(
    await failureOfCall(
      settings.set.mutate({ ...common, name: "widgetOrigins", value: ["https://a.tw", "*"] }),
    ),
  ).toMatchObject({ code: "INVALID_INPUT", field: "value.1" });
  expect(
    await failureOfCall(settings.set.mutate({ ...common, name: "timeZone", value: "Asia/Atlantis" })),
  ).toMatchObject({ code: "INVALID_INPUT", field: "value" });
  expect(
    await failureOfCall(settings.set.mutate({ ...common, name: "defaultRegion", value: "XX" })),
  ).toMatchObject({ code: "INVALID_INPUT", field: "value" });
});

test("the page server reads the widget's origins without a session; only an admin sets them", async () => {
  const shop = await createTestWorkspace();
  expect(await widgetOrigins(shop.db)).toEqual([]);
  const input = {
    operationId: operationId(),
    name: "widgetOrigins" as const,
    value: ["https://chat.shop.tw", "https://chat.shop.tw"],
    seen: null,
  };
  expect(await failureOfCall(shop.client("supervisor").settings.set.mutate(input))).toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await failureOfCall(shop.client("agent").settings.get.query({}))).toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await widgetOrigins(shop.db)).toEqual([]);
  await shop.client("admin").settings.set.mutate(input);
  expect(await widgetOrigins(shop.db)).toEqual(["https://chat.shop.tw"]);
});
