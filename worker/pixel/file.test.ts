import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { buildPixel } from "../../scripts/pixel.ts";
import { readAssets } from "../runtime/file-assets.ts";
import { createSite } from "../runtime/site.ts";
import { startEdge } from "../test/edge-workspace.ts";
import { runnerOf } from "../test/work.ts";
import { createTestWorkspace } from "../test/workspace.ts";

const folder = await mkdtemp(join(tmpdir(), "alongside-pixel-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
const script = buildPixel();
await writeFile(join(folder, "pixel.js"), script);

test("the script is small", () => {
  expect(script.length).toBeGreaterThan(1000);
  expect(gzipSync(script).length).toBeLessThanOrEqual(3 * 1024);
});

async function answers(fetch: (path: string, init?: RequestInit) => Promise<Response>, slug: string) {
  const served = await fetch(`/w/${slug}/pixel.js`);
  const header = (name: string) => served.headers.get(name);
  const etag = header("ETag") ?? "";
  const again = await fetch(`/w/${slug}/pixel.js`, { headers: { "If-None-Match": etag } });
  return {
    body: await served.text(),
    type: header("Content-Type")?.split(";")[0],
    kept: header("Cache-Control"),
    for: header("Cross-Origin-Resource-Policy"),
    sniffed: header("X-Content-Type-Options"),
    cookie: header("Set-Cookie"),
    statuses: [served.status, again.status],
  };
}

const expected = {
  body: script,
  type: expect.stringMatching(/^(text|application)\/javascript$/) as string,
  kept: "public, max-age=3600, stale-while-revalidate=86400",
  for: "cross-origin",
  sniffed: "nosniff",
  cookie: null,
  statuses: [200, 304],
};

test("it is served by Node, with what a cache needs", async () => {
  const shop = await createTestWorkspace();
  const site = createSite(runnerOf(shop).deps, await readAssets(folder), null);
  const fetch = async (path: string, init?: RequestInit) =>
    site.fetch(new Request(new URL(path, "https://alongside.test"), init));
  expect(await answers(fetch, shop.slug)).toEqual(expected);
});

test("it is served by workerd, with what a cache needs", async () => {
  const edge = await startEdge(folder);
  try {
    const shop = await edge.createWorkspace();
    expect(await answers(shop.fetch, shop.slug)).toEqual(expected);
  } finally {
    await edge.stop();
  }
}, 60_000);
