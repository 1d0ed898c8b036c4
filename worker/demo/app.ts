import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Hono } from "hono";
import type { DemoPlace } from "../../shared/schemas/demo.ts";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import type { Database } from "../db/database.ts";
import { Failure } from "../domain/failure.ts";
import { builtFile } from "./files.ts";
import { changesSince, findConversation, listConversations, readThread } from "./inbox.ts";
import { lineCurl } from "./line-curl.ts";
import { lineStandIn } from "./line-stand-in.ts";
import { LINE_DEMO } from "./shop.ts";

export interface DemoAppOptions {
  db: Database;
  /** The slug of the workspace shown. */
  workspace: string;
  /** Where Alongside itself is reached, without a slash at the end. */
  publicUrl: string;
  /** Folder of the built pages: `.output/chrome-mv3`. */
  pages: string;
}

const ID = "[0-9a-f-]{36}";

/**
 * The demo inbox: a host page of its own origin, as strange to the panel as anybody's inbox. Nobody
 * signs in here, so it listens on loopback, answers to loopback's names only (a page elsewhere must not
 * reach it by pointing a name of its own at this machine) and is off in production.
 */
export function createDemoApp({ db, workspace, publicUrl, pages }: DemoAppOptions): Hono {
  const app = new Hono();
  const panel = new URL(publicUrl);
  const names = new Set(["localhost", "127.0.0.1", "[::1]", panel.hostname]);

  app.use(async (c, next) => {
    if (!names.has(new URL(c.req.url).hostname)) return c.text("This demo answers on localhost only.", 403);
    await next();
    c.header("Content-Security-Policy", contentSecurityPolicy(panel.origin));
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    return undefined;
  });

  app.onError((error, c) => {
    const code = error instanceof Failure ? error.code : "INTERNAL";
    return c.json({ code }, ERROR_CODES[code].http);
  });

  app.get("/", async (c) => {
    const page = await readFile(join(pages, "demo.html"), "utf8").catch(() => null);
    if (page === null) return c.text("The pages are not built yet: npm run build", 503);
    return c.html(page, 200, { "Cache-Control": "no-cache" });
  });
  for (const place of ["/chunks/*", "/assets/*"]) {
    app.get(place, async (c) => (await builtFile(pages, c.req.path)) ?? c.notFound());
  }

  app.get("/api/place", (c) =>
    c.json<DemoPlace>({
      workspace,
      panelUrl: `${publicUrl}/panel?workspace=${encodeURIComponent(workspace)}`,
      lineCommand: lineCurl(publicUrl, workspace, "USER_ID", "請問還有貨嗎？"),
      newcomer: LINE_DEMO.newcomer,
    }),
  );
  app.get("/api/conversations", async (c) =>
    c.json(await listConversations(db, c.req.query("cursor") ?? null)),
  );
  app.get(`/api/conversations/:id{${ID}}`, async (c) => {
    const conversation = await findConversation(db, c.req.param("id"));
    return conversation ? c.json(conversation) : c.notFound();
  });
  app.get(`/api/conversations/:id{${ID}}/messages`, async (c) =>
    c.json(await readThread(db, c.req.param("id"), c.req.query("cursor") ?? null)),
  );
  app.get("/api/changes", async (c) =>
    c.json(await changesSince(db, c.req.query("version") ?? null, c.req.query("open") ?? null)),
  );
  app.route("/line", lineStandIn);
  return app;
}

function contentSecurityPolicy(panelOrigin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${panelOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
