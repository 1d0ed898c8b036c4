import { type Context, Hono } from "hono";
import type { AppEnv } from "../app.ts";
import { ERROR_CODES } from "../../shared/error-codes.ts";
import type { Deps } from "../deps.ts";
import { widgetOrigins } from "../domain/settings/widget-origins.ts";
import { failureOf } from "../trpc/init.ts";
import { landing, LANDING_POLICY } from "./landing.ts";
import { isOrigin, pagePolicy } from "./page-policy.ts";

/** Finds a built file; null when there is none. Answers conditional requests and compresses by itself. */
export type FindAsset = (path: string, request: Request) => Promise<Response | null>;

/** Files of the build that are served; the extension's own scripts and manifest are not. */
const SERVED = /^\/(?:chunks|assets|icon|icons)\/[\w./-]+$/;
/** Their names carry a hash of what is in them. */
const HASHED = /^\/(?:chunks|assets)\/[\w./-]*-[\w-]{8,}\.\w+$/;

/**
 * The pages of the one build, at the origin's root.
 *
 * @param demoUrl where the demo inbox is; null when it is off
 */
export function createPages(deps: Deps, findAsset: FindAsset, demoUrl: string | null): Hono<AppEnv> {
  const pages = new Hono<AppEnv>();

  const page = async (c: Context<AppEnv>, file: string, frameAncestors: readonly string[]) => {
    const found = await findAsset(file, c.req.raw);
    if (!found) return c.text("The pages are not built: run npm run build.", 503);
    const answer = new Response(found.body, found);
    answer.headers.set("Cache-Control", "no-cache");
    answer.headers.set("Content-Security-Policy", pagePolicy(frameAncestors));
    return answer;
  };

  pages.onError((error, c) => {
    const { code } = failureOf(error);
    if (code === "INTERNAL") deps.report(error, `page ${c.req.path}`);
    return c.text(`${code}: reload this page in a moment.`, ERROR_CODES[code].http);
  });

  pages.get("/", (c) => {
    c.header("Content-Security-Policy", LANDING_POLICY);
    return c.html(landing(demoUrl));
  });
  pages.get("/console", (c) => page(c, "/console.html", []));
  pages.get("/panel", async (c) => page(c, "/panel.html", await framedBy(deps, c.req.query("workspace"))));
  pages.get("/signed-in.html", (c) => page(c, "/signed-in.html", []));

  // The same for every workspace: it tells what it sees to where it came from.
  pages.get("/w/:workspace/pixel.js", async (c) => {
    const found = await findAsset("/pixel.js", c.req.raw);
    if (!found) return c.text("The pixel is not built: run npm run build.", 503);
    const answer = new Response(found.body, found);
    answer.headers.set("Cache-Control", "public, max-age=3600, stale-while-revalidate=86400");
    answer.headers.set("Access-Control-Allow-Origin", "*");
    answer.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
    return answer;
  });

  pages.get("*", async (c, next) => {
    const path = c.req.path === "/favicon.ico" ? "/icon/32.png" : c.req.path;
    if (!SERVED.test(path) || path.includes("..")) return next();
    const found = await findAsset(path, c.req.raw);
    if (!found) return c.notFound();
    const answer = new Response(found.body, found);
    answer.headers.set(
      "Cache-Control",
      HASHED.test(path) ? "public, max-age=31536000, immutable" : "public, max-age=300",
    );
    return answer;
  });
  return pages;
}

/** The widget may stand in the pages its workspace names; without a workspace it stands nowhere. */
async function framedBy(deps: Deps, slug: string | undefined): Promise<string[]> {
  const workspace = slug === undefined ? null : await deps.openWorkspace(slug);
  if (!workspace) return [];
  try {
    return (await widgetOrigins(workspace.db)).filter(isOrigin);
  } finally {
    workspace.release();
  }
}
