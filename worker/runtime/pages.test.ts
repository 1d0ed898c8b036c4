import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import type { Deps } from "../deps.ts";
import { createTestWorkspace, type TestWorkspace } from "../test/workspace.ts";
import { readAssets } from "./file-assets.ts";
import { createSite } from "./site.ts";

const folder = await mkdtemp(join(tmpdir(), "alongside-pages-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
await mkdir(join(folder, "chunks"));
await mkdir(join(folder, "content-scripts"));
for (const name of ["panel.html", "console.html", "signed-in.html", "demo.html"]) {
  await writeFile(join(folder, name), `<!doctype html><title>${name}</title>`);
}
await writeFile(join(folder, "chunks/panel-KZ_4XQBl.js"), "export {};".repeat(100));
await writeFile(join(folder, "content-scripts/inbox.js"), "");
await writeFile(join(folder, "background.js"), "");
await writeFile(join(folder, "manifest.json"), "{}");

async function siteOf(shop: TestWorkspace, demoUrl: string | null = null) {
  const deps: Deps = {
    openWorkspace: async (slug) =>
      slug === shop.slug ? { slug, name: "Shop", db: shop.db, release() {} } : null,
    now: () => shop.clock.now,
    sealer: shop.sealer,
    mailer: null,
    sms: null,
    wake() {},
    report: (error) => void shop.reported.push(error),
    clientAddress: () => "127.0.0.1",
    publicUrl: "https://alongside.test",
  };
  const site = createSite(deps, await readAssets(folder), demoUrl);
  return async (path: string, init?: RequestInit) =>
    site.fetch(new Request(new URL(path, "https://alongside.test"), init));
}

const ancestors = (response: Response) =>
  /frame-ancestors ([^;]*)/.exec(response.headers.get("Content-Security-Policy") ?? "")?.[1];

test("the panel may stand in the pages its workspace names, and nowhere else", async () => {
  const shop = await createTestWorkspace();
  const fetch = await siteOf(shop);
  expect(ancestors(await fetch("/panel?workspace=shop"))).toBe("'none'");
  await shop.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('widgetOrigins', ?, 1)",
      args: [JSON.stringify(["https://chat.example.com", "http://localhost:8788"])],
    },
  ]);
  expect(ancestors(await fetch("/panel?workspace=shop"))).toBe(
    "https://chat.example.com http://localhost:8788",
  );
  expect(ancestors(await fetch("/panel"))).toBe("'none'");
  expect(ancestors(await fetch("/panel?workspace=other"))).toBe("'none'");
  for (const path of ["/", "/console", "/signed-in.html", "/healthz", "/nothing"]) {
    expect([path, ancestors(await fetch(path))]).toEqual([path, "'none'"]);
  }
});

test("what does not belong on the web is not served", async () => {
  const fetch = await siteOf(await createTestWorkspace());
  const hidden = [
    "/manifest.json",
    "/background.js",
    "/content-scripts/inbox.js",
    "/demo.html",
    "/panel.html",
  ];
  for (const path of [
    ...hidden,
    "/chunks/../background.js",
    "/chunks/%2e%2e/background.js",
    "/chunks/none.js",
  ]) {
    expect([path, (await fetch(path)).status]).toEqual([path, 404]);
  }
});

test("a page is asked for again each time and not sent again; what is hashed is kept", async () => {
  const fetch = await siteOf(await createTestWorkspace());
  const page = await fetch("/console");
  expect(page.headers.get("Cache-Control")).toBe("no-cache");
  const again = await fetch("/console", { headers: { "If-None-Match": page.headers.get("ETag") ?? "" } });
  expect([again.status, await again.text(), ancestors(again)]).toEqual([304, "", "'none'"]);
  expect((await fetch("/console", { headers: { "If-None-Match": '"other"' } })).status).toBe(200);

  const chunk = await fetch("/chunks/panel-KZ_4XQBl.js", { headers: { "Accept-Encoding": "gzip, br" } });
  expect(chunk.headers.get("Cache-Control")).toBe("public, max-age=31536000, immutable");
  expect(chunk.headers.get("Content-Encoding")).toBe("gzip");
  expect(gunzipSync(await chunk.arrayBuffer()).toString()).toBe("export {};".repeat(100));
  const plain = await fetch("/chunks/panel-KZ_4XQBl.js", { headers: { "Accept-Encoding": "gzip;q=0" } });
  expect(await plain.text()).toBe("export {};".repeat(100));
});

test("every answer carries the headers that keep it harmless", async () => {
  const fetch = await siteOf(await createTestWorkspace());
  for (const path of ["/", "/console", "/panel", "/chunks/panel-KZ_4XQBl.js", "/healthz", "/w/shop/trpc/x"]) {
    const { headers } = await fetch(path);
    expect([path, headers.get("X-Content-Type-Options")]).toEqual([path, "nosniff"]);
    expect([path, headers.get("Referrer-Policy")]).toEqual([path, "no-referrer"]);
    expect([path, headers.get("Strict-Transport-Security")]).toEqual([path, "max-age=31536000"]);
    expect(headers.get("Content-Security-Policy")).not.toMatch(/unsafe|\*/);
  }
});

test("the landing page speaks of a demo only where there is one", async () => {
  const shop = await createTestWorkspace();
  expect(await (await (await siteOf(shop))("/")).text()).not.toContain("Demo");
  expect(await (await (await siteOf(shop, "http://localhost:8788"))("/")).text()).toContain(
    'href="http://localhost:8788"',
  );
});

test("the landing page's one style is the one its policy allows", async () => {
  const answer = await (await siteOf(await createTestWorkspace()))("/");
  const style = /<style>(.*)<\/style>/s.exec(await answer.text())?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(answer.headers.get("Content-Security-Policy")).toContain(`style-src 'sha256-${hash}'`);
});

test("a body larger than two megabytes is refused, with or without a length", async () => {
  const fetch = await siteOf(await createTestWorkspace());
  const body = new Uint8Array(2 * 1024 * 1024 + 1);
  const told = { method: "POST", body, headers: { "Content-Length": String(body.length) } };
  expect(await (await fetch("/w/shop/hooks/x", told)).json()).toMatchObject({ code: "TOO_LARGE" });
  const stream = new Blob([body]).stream();
  const untold = { method: "POST", body: stream, duplex: "half" };
  expect((await fetch("/w/shop/hooks/x", untold)).status).toBe(413);
});

test("a database that does not answer is a page to reload, framed by nobody", async () => {
  const shop = await createTestWorkspace();
  const fetch = await siteOf(shop);
  shop.db.close();
  const answer = await fetch("/panel?workspace=shop");
  expect([answer.status, await answer.text(), ancestors(answer)]).toEqual([
    503,
    "UNAVAILABLE: reload this page in a moment.",
    "'none'",
  ]);
});

test("pages that were never built say so", async () => {
  const shop = await createTestWorkspace();
  const site = createSite(
    { publicUrl: "http://x.test", now: () => 1 } as Deps,
    await readAssets(join(folder, "nowhere")),
    null,
  );
  const answer = await site.fetch(new Request("http://x.test/console"));
  expect([answer.status, await answer.text()]).toEqual([503, "The pages are not built: run npm run build."]);
  expect(shop.reported).toEqual([]);
});
