import { expect, test } from "vitest";
import { createApp } from "./app.ts";
import type { Deps } from "./deps.ts";
import { DatabaseUnavailable } from "./db/database.ts";
import { newId } from "./domain/id.ts";
import type { RequestLine } from "./request-log.ts";
import { createSite } from "./runtime/site.ts";
import { forEachEngine } from "./test/engines.ts";
import { connectLine, fakeLine, postLine, textEvent, userId } from "./test/fakes/line.ts";
import { runnerOf, work } from "./test/work.ts";
import { createTestWorkspace, TEST_NOW, type TestWorkspace } from "./test/workspace.ts";

const MINUTE = 60_000;

/** A job that should have run so long ago. */
const job = (kind: string, dueAgo: number, state = "waiting", error: string | null = null) => ({
  sql: "insert into job (id, kind, payload, state, run_at, error, created_at, updated_at) values (?, ?, '{}', ?, ?, ?, 0, 0)",
  args: [newId(TEST_NOW), kind, state, TEST_NOW - dueAgo, error],
});

forEachEngine("how the system stands", (createWorkspace) => {
  test("nothing waits at first; then it says what waits, what fails and for how long", async () => {
    const shop = await createWorkspace();
    const look = () => shop.client("admin").system.look.query({});
    const connectionId = await connectLine(shop, await fakeLine());
    await work(shop);
    const well = {
      jobs: "ok",
      inbound: "ok",
      relay: "ok",
      webhooks: "ok",
      mail: "ok",
      sealer: "ok",
      migrations: "ok",
    };
    expect((await look()).parts).toEqual({ database: "ok", ...well });
    const health = await shop.fetch("/healthz");
    expect([health.status, await health.json()]).toEqual([
      200,
      { ok: true, parts: { database: "ok", ...well } },
    ]);

    await shop.db.write([
      job("nobody.runs", 2 * MINUTE),
      job("line.profile", -MINUTE, "waiting", "http_429"),
      job("line.profile", 0, "failed", "http_401"),
      {
        sql: "insert into inbound_event (connection_id, dedupe_key, payload, received_at) values (?, 'x', '{}', ?)",
        args: [connectionId, TEST_NOW - 11 * MINUTE],
      },
      {
        sql: "insert into relay (connection_id, url, error, retry_at, updated_at) values (?, 'https://inbox.test', 'http_500', ?, 0)",
        args: [connectionId, TEST_NOW + 1000],
      },
      {
        sql: "insert into relay_post (connection_id, dedupe_key, state, body, headers, size, received_at, waits_since) values (?, 'y', 'waiting', '{}', '[]', 2, ?, ?)",
        args: [connectionId, TEST_NOW - 20 * MINUTE, TEST_NOW - 20 * MINUTE],
      },
    ]);
    const found = await look();
    // An inbox behind us that does not answer is late: its posts are tried again.
    expect(found.parts).toEqual({ database: "ok", ...well, jobs: "late", inbound: "failing", relay: "late" });
    expect(found.jobs.filter(({ kind }) => kind !== "inbound.purge")).toEqual([
      { kind: "line.profile", waiting: 1, failing: 1, failed: 1, error: "http_429" },
      { kind: "nobody.runs", waiting: 1, failing: 0, failed: 0, error: null },
    ]);
    expect(found.inbound).toEqual({ waiting: 1, oldestAt: TEST_NOW - 11 * MINUTE, setAside: 0 });
    expect(found.relay).toMatchObject({
      waiting: 1,
      parked: 0,
      failing: 1,
      oldestAt: TEST_NOW - 20 * MINUTE,
    });
    // Nobody took up what was due.
    await shop.db.write(["update relay set retry_at = 0"]);
    expect((await look()).parts.relay).toBe("failing");
  });
});

function appOf(shop: TestWorkspace, more: Partial<Deps> = {}) {
  const { deps } = runnerOf(shop);
  return createApp({ ...deps, slugs: async () => [shop.slug], ...more });
}

test("/healthz says which part fails with 503, and nothing of whose it is", async () => {
  const shop = await createTestWorkspace();
  const ask = async (app: ReturnType<typeof appOf>) => {
    const answer = await app.request("/healthz");
    return [answer.status, await answer.text()] as const;
  };
  const parts = {
    database: "ok",
    migrations: "ok",
    jobs: "ok",
    inbound: "ok",
    relay: "ok",
    webhooks: "ok",
    mail: "ok",
    sealer: "ok",
  };
  expect(await ask(appOf(shop))).toEqual([200, JSON.stringify({ ok: true, parts })]);

  await shop.db.write([job("nobody.runs", 11 * MINUTE)]);
  const [status, body] = await ask(appOf(shop));
  expect([status, JSON.parse(body)]).toEqual([503, { ok: false, parts: { ...parts, jobs: "failing" } }]);
  expect(body).not.toContain(shop.slug);

  await shop.db.write(["delete from job", "delete from migration where number > 5"]);
  const [, behind] = await ask(appOf(shop));
  expect(JSON.parse(behind)).toEqual({ ok: false, parts: { ...parts, migrations: "failing" } });

  const gone = { openWorkspace: () => Promise.reject(new DatabaseUnavailable("gone")) };
  const [refused, away] = await ask(appOf(shop, gone));
  expect([refused, JSON.parse(away)]).toEqual([503, { ok: false, parts: { ...parts, database: "failing" } }]);
});

test("a line for each request says what was asked and how it went, and nothing of whom", async () => {
  const shop = await createTestWorkspace();
  const connectionId = await connectLine(shop, await fakeLine());
  const lines: RequestLine[] = [];
  const { deps } = runnerOf(shop);
  const site = createSite({ ...deps, log: (line) => void lines.push(line) }, async () => null, null);
  const fetch: TestWorkspace["fetch"] = async (path, init) =>
    site.fetch(new Request(new URL(path, "http://alongside.test"), init));
  const to = { ...shop, fetch };

  await postLine(to, connectionId, [textEvent("1", "secret words")]);
  await fetch(`/w/${shop.slug}/trpc/tags.suggest,members.me?batch=1&input=secret`);
  await fetch(`/w/${shop.slug}/trpc/secret.words`);
  await fetch(`/w/${shop.slug}/auth/reset?token=secret`);
  await fetch("/secret/words?phone=%2B886912345678");
  await fetch("/healthz");
  expect(lines.map(({ method, route, status }) => [method, route, status])).toEqual([
    ["POST", "/w/:workspace/hooks/:connection", 200],
    ["GET", "/w/:workspace/trpc/tags.suggest,members.me", 400],
    ["GET", "/w/:workspace/trpc/*", 404],
    ["GET", "/w/:workspace/auth/reset", expect.any(Number)],
    ["GET", expect.stringMatching(/^\/\*?$/), 404],
    ["GET", "/healthz", 200],
  ]);
  for (const line of lines) {
    expect(Object.keys(line)).toEqual(["level", "requestId", "method", "route", "status", "ms"]);
    expect(JSON.stringify(line)).not.toMatch(/secret|886912345678/);
    expect(JSON.stringify(line)).not.toContain(connectionId);
    expect(JSON.stringify(line)).not.toContain(userId(1));
  }
  expect(lines[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
});
