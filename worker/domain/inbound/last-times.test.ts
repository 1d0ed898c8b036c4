import { expect, test } from "vitest";
import { BOT, connectLine, userId } from "../../test/fakes/line.ts";
import { rowsOf } from "../../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../../test/workspace.ts";
import type { InboundItem } from "./item.ts";
import { receive } from "./receive.ts";

const HOUR = 3_600_000;
const person = { accountKey: BOT, externalId: userId(1) };
let sent = 0;

const message = (kind: "customer" | "agent" | "bot", at: number, more: object = {}): InboundItem => ({
  kind: "message",
  person,
  providerId: String(++sent),
  sender: { kind, name: null },
  type: "text",
  text: "a",
  content: {},
  at,
  ...more,
});

async function connected() {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, { base: "http://127.0.0.1:9" });
  const account = { accountKey: BOT, kind: "line" as const, accountId: BOT, name: "LINE", only: false };
  const happen = async (...items: InboundItem[]) => {
    const common = { connectionId, method: "webhook" as const, inbox: null, profileJob: null };
    const delivery = { ...common, key: String(++sent), receivedAt: TEST_NOW, accounts: [account], items };
    await receive(shop.db, TEST_NOW, [delivery], []);
    const [row] = await rowsOf(shop, "select last_customer_at, last_team_at, last_marketing_at from contact");
    return Object.values(row ?? {}).map((at) => (at === null ? null : (TEST_NOW - Number(at)) / HOUR));
  };
  return { shop, happen };
}

test("a message, a pressed button and following count for the customer; a person's reply for the team", async () => {
  const { happen } = await connected();
  expect(await happen({ kind: "follow", person, at: TEST_NOW - 9 * HOUR, unblocked: false })).toEqual([
    9,
    null,
    null,
  ]);
  expect(await happen({ kind: "postback", person, at: TEST_NOW - 8 * HOUR, data: {} })).toEqual([
    8,
    null,
    null,
  ]);
  expect(await happen(message("customer", TEST_NOW - 7 * HOUR))).toEqual([7, null, null]);
  expect(await happen(message("agent", TEST_NOW - 6 * HOUR))).toEqual([7, 6, null]);
});

test("a bot's message, an unsent one, a profile and leaving count for nobody", async () => {
  const { happen } = await connected();
  await happen(message("customer", TEST_NOW - 7 * HOUR, { providerId: "taken back" }));
  for (const item of [
    message("bot", TEST_NOW),
    { kind: "unfollow" as const, person, at: TEST_NOW },
    { kind: "unsend" as const, person, providerId: "taken back", at: TEST_NOW },
    { kind: "profile" as const, of: person, at: TEST_NOW, profile: { name: "A" } },
    { kind: "activity" as const, person, at: TEST_NOW, text: "Amy resolved it", providerId: "activity" },
  ])
    expect(await happen(item)).toEqual([7, null, null]);
});

test("what arrives late moves no time back, and a clock ahead of ours counts as now", async () => {
  const { happen } = await connected();
  await happen(message("customer", TEST_NOW - HOUR), message("agent", TEST_NOW - 2 * HOUR));
  expect(
    await happen(message("agent", TEST_NOW - 5 * HOUR), message("customer", TEST_NOW - 4 * HOUR)),
  ).toEqual([1, 2, null]);
  expect(await happen(message("customer", TEST_NOW + 10 * HOUR))).toEqual([0, 2, null]);
});
