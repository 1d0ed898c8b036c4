import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { ErrorBody } from "../../shared/error-codes.ts";
import { type AppEnv, createApp } from "../app.ts";
import type { Deps } from "../deps.ts";
import { newId } from "../domain/id.ts";
import { requestLog } from "../request-log.ts";
import { NO_PAGE_POLICY } from "./page-policy.ts";
import { createPages, type FindAsset } from "./pages.ts";

/** Largest request body, in bytes: a webhook post of many events stays far below it. */
const MAX_BODY = 2 * 1024 * 1024;

/** All that one origin serves: the pages and the app, with the headers every answer carries. */
export function createSite(deps: Deps, findAsset: FindAsset, demoUrl: string | null): Hono<AppEnv> {
  const site = new Hono<AppEnv>();
  if (deps.log) site.use(requestLog(deps.log));
  const secure = deps.publicUrl.startsWith("https:");

  site.use(async (c, next) => {
    await next();
    const { headers } = c.res;
    const setDefault = (name: string, value: string) => {
      if (!headers.has(name)) c.header(name, value);
    };
    setDefault("Content-Security-Policy", NO_PAGE_POLICY);
    setDefault("X-Content-Type-Options", "nosniff");
    setDefault("Referrer-Policy", "no-referrer");
    setDefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    setDefault("Cache-Control", "no-store");
    if (secure) setDefault("Strict-Transport-Security", "max-age=31536000");
  });

  site.use(
    bodyLimit({
      maxSize: MAX_BODY,
      onError(c) {
        const body: ErrorBody = { code: "TOO_LARGE", requestId: newId(deps.now()) };
        return c.json(body, 413);
      },
    }),
  );

  site.route("/", createPages(deps, findAsset, demoUrl));
  site.route("/", createApp(deps));
  return site;
}
