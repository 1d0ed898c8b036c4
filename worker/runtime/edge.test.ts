import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../domain/id.ts";
import { type Edge, startEdge } from "../test/edge-workspace.ts";
import { fakeInbox } from "../test/fakes/inbox-behind.ts";
import { connectLine, fakeLine, postLine, textEvent } from "../test/fakes/line.ts";
import { rowsOf } from "../test/work.ts";
import { COMPATIBILITY_DATE, startWorkerd } from "../test/workerd.ts";
import { insertContact, TEST_NOW } from "../test/workspace.ts";

let edge: Edge;
let pages: string;
beforeAll(async () => {
  pages = await mkdtemp(join(tmpdir(), "alongside-edge-"));
  await mkdir(join(pages, "chunks"));
  await writeFile(join(pages, "panel.html"), "<!doctype html><title>panel</title>");
  await writeFile(join(pages, "console.html"), "<!doctype html><title>console</title>");
  await writeFile(join(pages, "chunks/panel-KZ_4XQBl.js"), "export {};");
  edge = await startEdge(pages);
}, 60_000);
afterAll(async () => {
  await edge.stop();
  await rm(pages, { recursive: true, force: true });
});

test("the pages have the headers they have on Node", async () => {
  const shop = await edge.createWorkspace();
  await shop.db.write([
    `insert into setting (name, value, updated_at) values ('widgetOrigins', '["https://chat.example.com"]', 1)`,
  ]);
  const panel = await shop.fetch(`/panel?workspace=${shop.slug}`);
  expect([panel.status, await panel.text()]).toEqual([200, "<!doctype html><title>panel</title>"]);
  expect(panel.headers.get("Content-Security-Policy")).toMatch(
    /frame-ancestors https:\/\/chat\.example\.com$/,
  );
  expect(panel.headers.get("Cache-Control")).toBe("no-cache");
  const console = await shop.fetch("/console");
  expect(console.headers.get("Content-Security-Policy")).toMatch(/frame-ancestors 'none'$/);
  const known = { "If-None-Match": console.headers.get("ETag") ?? "" };
  expect((await shop.fetch("/console", { headers: known })).status).toBe(304);
  expect((await shop.fetch("/chunks/panel-KZ_4XQBl.js")).status).toBe(200);
  // The page itself is only where its headers are.
  expect((await shop.fetch("/panel.html")).status).toBe(404);
  expect(shop.reported).toEqual([]);
});

test("a request costs one round trip once its workspace is known", async () => {
  const shop = await edge.createWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const apply = () =>
    shop.client("agent").tags.applyTag.mutate({
      operationId: newId(TEST_NOW),
      contactId,
      name: newId(TEST_NOW),
      confirmed: false,
    });
  await apply();
  const [directory, workspace] = [edge.sqld.roundTrips("directory"), edge.sqld.roundTrips(shop.slug)];
  for (let i = 0; i < 5; i++) await apply();
  expect(edge.sqld.roundTrips("directory")).toBe(directory);
  expect(edge.sqld.roundTrips(shop.slug)).toBe(workspace + 5);
});

test("a database that waits for its migration is answered as such, and served once it has it", async () => {
  const shop = await edge.createWorkspace();
  await shop.db.write(["update migration set number = -number"]);
  const refused = await shop.fetch(`/w/${shop.slug}/trpc/members.me`);
  expect([refused.status, await refused.json()]).toEqual([
    503,
    expect.objectContaining({ code: "SCHEMA_OUTDATED" }),
  ]);
  await shop.db.write(["update migration set number = -number"]);
  expect(await shop.client("agent").members.me.query({})).toMatchObject({ role: "agent" });
  expect(shop.reported).toEqual([]);
});

test("the queue works off what a webhook left; the cron trigger finds what no message told of", async () => {
  const shop = await edge.createWorkspace();
  const connectionId = await connectLine(shop, await fakeLine());
  await postLine(shop, connectionId, [textEvent("1", "一")]);
  expect(await (await edge.dispatch(`/test/queue?slug=${shop.slug}`)).json()).toBe("ack");
  expect(await rowsOf(shop, "select text from message")).toEqual([{ text: "一" }]);
  await postLine(shop, connectionId, [textEvent("2", "二")]);
  await edge.dispatch("/test/cron");
  expect(await rowsOf(shop, "select text from message order by seq")).toEqual([
    { text: "一" },
    { text: "二" },
  ]);
  expect(await (await edge.dispatch("/test/queue?slug=nowhere")).json()).toBe("ack");
});

test("a write's row in the audit is chained by whoever works off what waits", async () => {
  const shop = await edge.createWorkspace();
  const { contactId } = await insertContact(shop.db, TEST_NOW);
  const note = { operationId: newId(TEST_NOW), contactId, text: "Hello" };
  await shop.client("agent").notes.create.mutate(note);
  const { written } = (await (await edge.dispatch("/test/state")).json()) as { written: string[] };
  expect(written).toContain(shop.slug);
  expect(await rowsOf(shop, "select hash from audit")).toEqual([{ hash: null }]);
  await edge.dispatch(`/test/queue?slug=${shop.slug}`);
  expect(await rowsOf(shop, "select seq from audit where hash is not null")).toEqual([{ seq: 1 }]);
});

test("bindings that are wrong answer 503 and nothing of them is shown", async () => {
  const workerd = await startWorkerd({ DIRECTORY_URL: "nonsense", ALONGSIDE_KEY: "secret", PUBLIC_URL: "x" });
  const answer = await workerd.dispatchFetch("http://alongside.test/healthz");
  expect([answer.status, await answer.json()]).toEqual([503, { code: "UNAVAILABLE", requestId: "" }]);
  await workerd.dispose();
});

test("tests run with the compatibility date that is deployed", async () => {
  expect(await readFile(new URL("../../wrangler.toml", import.meta.url), "utf8")).toContain(
    `compatibility_date = "${COMPATIBILITY_DATE}"`,
  );
});

test("what an inbox behind us shall get is passed on by whoever works off what waits", async () => {
  const shop = await edge.createWorkspace();
  const inbox = await fakeInbox();
  const connectionId = await connectLine(shop, await fakeLine());
  const operationId = newId(TEST_NOW);
  await shop.client("admin").connections.setRelay.mutate({ operationId, connectionId, url: inbox.url });
  await postLine(shop, connectionId, [textEvent("1", "queue")]);
  await edge.dispatch(`/test/queue?slug=${shop.slug}`);
  expect(inbox.texts()).toEqual(["queue"]);
  await postLine(shop, connectionId, [textEvent("2", "cron")]);
  await edge.dispatch("/test/cron");
  expect(inbox.texts()).toEqual(["queue", "cron"]);
  expect(await rowsOf(shop, "select text from message order by provider_id")).toHaveLength(2);
});
