import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { connectChatwoot, fakeChatwoot } from "../test/fakes/chatwoot.ts";
import { BOT, connectLine, fakeLine, postLine, textEvent, userId } from "../test/fakes/line.ts";
import { rowsOf, work } from "../test/work.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";
import { PURGE } from "./purge.ts";

const DAY = 86_400_000;

const stateOf = async (shop: TestWorkspace, connectionId: string) => {
  const [row] = await rowsOf(
    shop,
    "select state, state_reason as reason from connection where id = ?",
    connectionId,
  );
  return [row?.["state"], row?.["reason"]];
};

/** The daily round. */
async function nextDay(shop: TestWorkspace): Promise<void> {
  shop.clock.now += DAY;
  await work(shop);
  await work(shop);
}

test("a token that was revoked shows within a day, also when nobody new writes; messages keep coming in", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line);
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  await nextDay(shop);
  expect(await stateOf(shop, connectionId)).toEqual(["active", null]);

  line.token = "another";
  await nextDay(shop);
  expect(await stateOf(shop, connectionId)).toEqual(["failing", "access_token_refused"]);
  await postLine(shop, connectionId, [textEvent("2", "b")]);
  await work(shop);
  expect(await rowsOf(shop, "select 1 from message")).toHaveLength(2);

  const ref = {
    inbox: "chatwoot" as const,
    origin: "https://chat.shop.test",
    account: "1",
    conversation: "1",
    identity: { channelAccount: BOT, externalId: userId(1) },
    hints: {},
  };
  const panel = () => shop.client("agent").panel.open.query({ ref });
  expect(await panel()).toMatchObject({ contact: { channel: { failing: true } } });

  // Taken back into favour by the provider: it mends by itself.
  line.token = "line-access-token";
  await nextDay(shop);
  expect(await stateOf(shop, connectionId)).toEqual(["active", null]);
  const mended = await panel();
  expect(mended.state === "linked" && mended.contact.channel).not.toHaveProperty("failing");
});

test("what was given up for want of a token is done once there is a new one", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line);
  await work(shop);
  line.token = "renewed";
  line.profiles.set(userId(1), { displayName: "陳小明" });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  for (let hour = 0; hour < 20; hour++) {
    await work(shop);
    shop.clock.now += 3_700_000;
  }
  const lookUps = "select state from job where kind = 'line.profile'";
  expect(await rowsOf(shop, lookUps)).toEqual([{ state: "failed" }]);

  const operationId = newId(shop.clock.now);
  await shop.client("admin").connections.update.mutate({ operationId, connectionId, accessToken: "renewed" });
  await work(shop);
  expect(await rowsOf(shop, lookUps)).toEqual([]);
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "陳小明" }]);
  expect(await stateOf(shop, connectionId)).toEqual(["active", null]);
});

test("a Chatwoot that no longer takes the token shows within a day", async () => {
  const shop = await createTestWorkspace();
  const chatwoot = await fakeChatwoot();
  const apiToken = "chatwoot-api-token";
  const connectionId = await connectChatwoot(shop, { apiBase: chatwoot.base, apiToken });
  const purge = {
    sql: "insert into job (id, kind, key, payload, state, run_at, created_at, updated_at) values (?, ?, ?, '{}', 'waiting', 0, 0, 0)",
    args: [newId(1), PURGE, PURGE],
  };
  await shop.db.write([purge]);
  await work(shop);
  await work(shop);
  expect(await stateOf(shop, connectionId)).toEqual(["active", null]);
  await shop.db.write([
    {
      sql: "update connection set sealed_credentials = ? where id = ?",
      args: [
        await shop.sealer.seal(`connection/${connectionId}`, JSON.stringify({ apiToken: "revoked" })),
        connectionId,
      ],
    },
  ]);
  await nextDay(shop);
  expect(await stateOf(shop, connectionId)).toEqual(["failing", "access_token_refused"]);
});
