import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueJob } from "../domain/enqueue.ts";
import { newId } from "../domain/id.ts";
import { SWEEP } from "../domain/presence/store.ts";
import { type Edge, startEdge } from "../test/edge-workspace.ts";
import { rowsOf } from "../test/work.ts";
import { bundle, COMPATIBILITY_DATE } from "../test/workerd.ts";
import { insertContact, TEST_KEY } from "../test/app-workspace.ts";

/** What is used here of an R2 bucket. */
interface Bucket {
  list(options: { prefix: string }): Promise<{ objects: { key: string }[] }>;
  get(key: string): Promise<{ text(): Promise<string> } | null>;
}

let edge: Edge;
let workerd: Miniflare;

/** The entry that is deployed, with a real queue before and behind it, a bucket, and no cron trigger. */
beforeAll(async () => {
  edge = await startEdge();
  workerd = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: await bundle("../index.ts"),
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: ["nodejs_compat"],
      bindings: {
        DIRECTORY_URL: edge.sqld.url("directory"),
        ALONGSIDE_KEY: TEST_KEY,
        PUBLIC_URL: "http://alongside.test",
      },
      queueProducers: { JOBS: { queueName: "jobs" } },
      r2Buckets: ["ANCHORS"],
      queueConsumers: { jobs: { maxBatchSize: 10, maxBatchTimeout: 0 } },
    }),
  );
  await workerd.ready;
}, 60_000);
afterAll(async () => {
  await workerd.dispose();
  await edge.stop();
});

test("a delayed message finds a visitor gone silent and forgets their page, without a cron trigger", async () => {
  const shop = await edge.createWorkspace(Date.now());
  const now = Date.now();
  const { contactId } = await insertContact(shop.db, now);
  await shop.db.write([
    {
      sql: `insert into website_presence (contact_id, state, page_id, url, title, last_seen_at, online_until)
        values (?, 'online', 'p', 'https://shop.test/secret', 'Secret', ?, ?)`,
      args: [contactId, now, now + 2000],
    },
    enqueueJob(now, { kind: SWEEP, key: SWEEP, payload: {}, runAt: now }),
  ]);
  const jobs = await workerd.getQueueProducer<{ slug: string }>("JOBS");
  await jobs.send({ slug: shop.slug });
  await expect
    .poll(() => rowsOf(shop, "select state, url, title from website_presence"), { timeout: 30_000 })
    .toEqual([{ state: "offline", url: null, title: null }]);
});

test("the newest row of the audit's chain is remembered in the bucket", async () => {
  const shop = await edge.createWorkspace(Date.now());
  const { contactId } = await insertContact(shop.db, Date.now());
  const note = { operationId: newId(Date.now()), contactId, text: "Hello" };
  await shop.client("agent").notes.create.mutate(note);
  const jobs = await workerd.getQueueProducer<{ slug: string }>("JOBS");
  await jobs.send({ slug: shop.slug });
  const bucket = (await workerd.getR2Bucket("ANCHORS")) as unknown as Bucket;
  const anchors = async () => (await bucket.list({ prefix: `${shop.slug}/` })).objects.map(({ key }) => key);
  await expect.poll(anchors, { timeout: 30_000 }).toHaveLength(1);
  const [key = ""] = await anchors();
  const anchor = JSON.parse((await (await bucket.get(key))?.text()) ?? "{}") as Record<string, unknown>;
  expect([{ seq: anchor["seq"], hash: anchor["hash"] }]).toEqual(
    await rowsOf(shop, "select seq, hash from audit"),
  );
});
