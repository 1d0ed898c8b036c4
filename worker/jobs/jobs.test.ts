import { expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { BOT, connectLine, fakeLine, lineEvent, postLine, textEvent, userId } from "../test/fakes/line.ts";
import { rowsOf, runnerOf, work } from "../test/work.ts";
import { createTestWorkspace, TEST_NOW } from "../test/workspace.ts";
import { finishJob, leaseJobs, putBackJob, saveJob } from "./lease.ts";
import { LeaseLost } from "./job.ts";
import { runDue } from "./run.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

async function connected() {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line);
  await work(shop);
  return { shop, line, connectionId };
}

const connectionOf = async (shop: Awaited<ReturnType<typeof connected>>["shop"]) =>
  (await shop.client("admin").connections.list.query({}))[0];

test("an account is learnt from LINE, or from the first delivery its secret signed", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  line.instead.push({ status: 500 });
  const connectionId = await connectLine(shop, line, {});
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({ accountId: null, channels: [] });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({ channels: [{ accountId: BOT, name: "LINE" }] });
  shop.clock.now += 5000;
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({
    accountId: BOT,
    state: "active",
    channels: [{ accountId: BOT, name: "好日子商店" }],
  });
});

test("a token for another account is said, and what comes in still comes in", async () => {
  const shop = await createTestWorkspace();
  const line = await fakeLine();
  const connectionId = await connectLine(shop, line, { accountId: userId(8) });
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({ state: "failing", stateReason: "account_differs" });
  expect((await postLine(shop, connectionId, [textEvent("1", "a")], { destination: userId(8) })).status).toBe(
    200,
  );
  await work(shop);
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "a" }]);
});

test("a profile is tried again after an error, later each time; somebody unknown stays without a name", async () => {
  const { shop, line, connectionId } = await connected();
  line.profiles.set(userId(1), { displayName: "陳小明" });
  line.instead.push({ status: 500 }, { status: 429 });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  expect(
    await rowsOf(
      shop,
      "select error, attempts, run_at - ? as wait from job where kind = 'line.profile'",
      TEST_NOW,
    ),
  ).toEqual([{ error: "http_500", attempts: 1, wait: 2000 }]);
  shop.clock.now += 2000;
  await work(shop);
  shop.clock.now += 3999;
  await work(shop);
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: null }]);
  shop.clock.now += 1;
  await work(shop);
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "陳小明" }]);

  await postLine(shop, connectionId, [textEvent("2", "b", { user: userId(2) })]);
  await work(shop);
  expect(await rowsOf(shop, "select name from contact where external_id = ?", userId(2))).toEqual([
    { name: null },
  ]);
  expect(await rowsOf(shop, "select id from job where kind = 'line.profile'")).toEqual([]);
  expect(shop.reported).toEqual([]);
});

test("a refused token makes the connection failing while messages come in; a new one mends it at once", async () => {
  const { shop, line, connectionId } = await connected();
  line.token = "renewed";
  line.profiles.set(userId(1), { displayName: "陳小明" });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({ state: "failing", stateReason: "access_token_refused" });
  expect((await postLine(shop, connectionId, [textEvent("2", "b")])).status).toBe(200);
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from message")).toEqual([{ n: 2 }]);

  await shop.client("admin").connections.update.mutate({
    operationId: newId(TEST_NOW),
    connectionId,
    accessToken: "renewed",
  });
  await work(shop);
  expect(await connectionOf(shop)).toMatchObject({ state: "active", stateReason: null });
  expect(await rowsOf(shop, "select name from contact")).toEqual([{ name: "陳小明" }]);
});

test("a profile never replaces what an agent entered; coming back asks LINE again", async () => {
  const { shop, line, connectionId } = await connected();
  line.profiles.set(userId(1), { displayName: "shell" });
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  const [contact] = await rowsOf(shop, "select id from contact");
  shop.clock.now += 1000;
  await shop.client("agent").profile.edit.mutate({
    operationId: newId(TEST_NOW),
    contactId: String(contact?.["id"]),
    field: "name",
    value: "陳小明",
    seen: "shell",
  });
  line.profiles.set(userId(1), { displayName: "shell 2", pictureUrl: "https://p.test/2" });
  shop.clock.now += 1000;
  await postLine(shop, connectionId, [lineEvent("follow", { follow: { isUnblocked: true } })]);
  await work(shop);
  expect(await rowsOf(shop, "select name, picture_url from contact")).toEqual([
    { name: "陳小明", picture_url: "https://p.test/2" },
  ]);
});

test("an event that cannot be processed is set aside after a few tries, the others go on", async () => {
  const { shop, connectionId } = await connected();
  await shop.db.write([
    {
      sql: "insert into inbound_event (connection_id, dedupe_key, payload, received_at) values (?, 'poison', 'no json', ?)",
      args: [connectionId, TEST_NOW],
    },
  ]);
  await postLine(shop, connectionId, [textEvent("1", "a")]);
  await work(shop);
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "a" }]);
  expect(
    await rowsOf(
      shop,
      "select attempts, error, payload, processed_at from inbound_event where dedupe_key = 'poison'",
    ),
  ).toEqual([{ attempts: 5, error: "SyntaxError", payload: "no json", processed_at: TEST_NOW }]);
  expect(shop.reported).toHaveLength(1);
});

test("an unsend reaches what was set aside", async () => {
  const { shop, connectionId } = await connected();
  await shop.db.write([
    {
      sql: "insert into inbound_event (connection_id, dedupe_key, payload, received_at, processed_at, error) values (?, 'aside', ?, ?, ?, 'Error')",
      args: [
        connectionId,
        JSON.stringify({ event: { message: { id: "9", text: "1234" } } }),
        TEST_NOW,
        TEST_NOW,
      ],
    },
  ]);
  await postLine(shop, connectionId, [lineEvent("unsend", { unsend: { messageId: "9" } })]);
  await work(shop);
  expect(await rowsOf(shop, "select payload from inbound_event where dedupe_key = 'aside'")).toEqual([
    { payload: "{}" },
  ]);
});

test("several runners at once: every event has one effect and every job is run by one", async () => {
  const { shop, line, connectionId } = await connected();
  const events = Array.from({ length: 120 }, (_, i) =>
    textEvent(String(i), `t${i}`, { user: userId(i % 30) }),
  );
  await postLine(shop, connectionId, [...events, ...events.slice(0, 40)]);
  line.asked.length = 0;
  const { workspace, deps } = runnerOf(shop);
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while ((await runDue(workspace, deps)).more);
    }),
  );
  await work(shop);
  expect(
    await rowsOf(
      shop,
      "select count(*) as n, (select sum(message_count) from conversation) as c from message",
    ),
  ).toEqual([{ n: 120, c: 120 }]);
  expect(
    await rowsOf(shop, "select count(*) as n, (select count(*) from customer) as c from contact"),
  ).toEqual([{ n: 30, c: 30 }]);
  expect(await rowsOf(shop, "select count(*) as n from event")).toEqual([{ n: 30 }]);
  expect(new Set(line.asked).size).toBe(line.asked.length);
  expect(line.asked).toHaveLength(30);
  expect(shop.reported).toEqual([]);
});

test("a lease is one runner's, until it is silent for a minute; who lost it can change nothing", async () => {
  const { shop } = await connected();
  await shop.db.write([
    {
      sql: "insert into job (id, kind, key, payload, progress, state, run_at, created_at, updated_at) values ('j', 'x', 'x', '{}', '{}', 'waiting', ?, ?, ?)",
      args: [TEST_NOW, TEST_NOW, TEST_NOW],
    },
  ]);
  const lease = (at: number) => leaseJobs(shop.db, at, 5);
  const [first] = await lease(TEST_NOW);
  if (!first) throw new Error("the job was due");
  expect(await lease(TEST_NOW + MINUTE - 1)).toEqual([]);
  const [second] = await lease(TEST_NOW + MINUTE);
  if (!second) throw new Error("the lease was over");
  expect(second.attempts).toBe(2);
  await expect(saveJob(shop.db, TEST_NOW + MINUTE, first, {}, {})).rejects.toThrow(LeaseLost);
  await finishJob(shop.db, TEST_NOW + MINUTE, first);
  await putBackJob(shop.db, TEST_NOW + MINUTE, first, { state: "failed", runAt: 0, error: "x", tried: 0 });
  expect(await rowsOf(shop, "select state, attempts from job where id = 'j'")).toEqual([
    { state: "running", attempts: 2 },
  ]);
  await saveJob(shop.db, TEST_NOW + MINUTE, second, { at: 1 }, { n: 2 });
  await finishJob(shop.db, TEST_NOW + MINUTE, second);
  expect(await rowsOf(shop, "select state, payload, progress from job where id = 'j'")).toEqual([
    { state: "done", payload: '{"at":1}', progress: '{"n":2}' },
  ]);
});

test("an event's name is known for forty days, then forgotten; what it said is not kept at all", async () => {
  const { shop, connectionId } = await connected();
  const event = textEvent("1", "a");
  await postLine(shop, connectionId, [event]);
  await work(shop);
  expect(await rowsOf(shop, "select payload from inbound_event")).toEqual([{ payload: "{}" }]);
  shop.clock.now += 39 * DAY;
  await work(shop);
  await postLine(shop, connectionId, [event]);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 1 }]);
  shop.clock.now += 2 * DAY;
  await work(shop);
  expect(await rowsOf(shop, "select count(*) as n from inbound_event")).toEqual([{ n: 0 }]);
  await postLine(shop, connectionId, [event]);
  await work(shop);
  expect(await rowsOf(shop, "select message_count from conversation")).toEqual([{ message_count: 1 }]);
});
