import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { Hono } from "hono";
import { ERROR_CODES, type ErrorBody } from "../shared/error-codes.ts";
import { type After, collectAfter } from "./after.ts";
import { apiRoutes } from "./api/routes.ts";
import { authRoutes } from "./auth/routes.ts";
import { bindRoutes } from "./bind/routes.ts";
import { createHooks } from "./channels/hooks.ts";
import { CHANNELS } from "./channels/registry.ts";
import { crmRoutes } from "./crm/routes.ts";
import type { Deps, Workspace } from "./deps.ts";
import { healthOf } from "./health.ts";
import { fileRoutes } from "./files/routes.ts";
import { sha256 } from "./domain/batch.ts";
import { Failure } from "./domain/failure.ts";
import { newId } from "./domain/id.ts";
import { pixelRoutes } from "./pixel/routes.ts";
import { SHOPS } from "./shops/registry.ts";
import { failureOf } from "./trpc/init.ts";
import { appRouter } from "./trpc/router.ts";

export interface AppEnv {
  Variables: { requestId: string; workspace: Workspace; now: number; after: After };
}

/** Made once per process (Node) or per isolate (Workers); the same app in both. */
export function createApp(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();

  app.use(async (c, next) => {
    c.set("now", deps.now());
    c.set("requestId", newId(c.get("now")));
    await next();
    c.header("X-Request-Id", c.get("requestId"));
  });

  app.onError((error, c) => {
    const failure = failureOf(error);
    const requestId = c.get("requestId");
    if (failure.code === "INTERNAL") deps.report(error, requestId);
    const body: ErrorBody = {
      code: failure.code,
      requestId,
      ...(failure.field === undefined ? {} : { field: failure.field }),
      ...(failure.facts === undefined ? {} : { facts: failure.facts }),
    };
    return c.json(body, ERROR_CODES[failure.code].http);
  });

  const health = healthOf(deps);
  app.get("/healthz", async (c) => {
    const found = await health();
    c.header("Cache-Control", "no-store");
    return c.json(found, found.ok ? 200 : 503);
  });

  app.use("/w/:workspace/*", async (c, next) => {
    const workspace = await deps.openWorkspace(c.req.param("workspace"));
    if (!workspace) throw new Failure("WORKSPACE_NOT_FOUND");
    c.set("workspace", workspace);
    const { after, run } = collectAfter(c, (error) => {
      if (failureOf(error).code === "INTERNAL") deps.report(error, c.get("requestId"));
    });
    c.set("after", after);
    try {
      await next();
    } finally {
      run(() => workspace.release());
    }
  });

  app.route("/w/:workspace/auth", authRoutes(deps));

  app.route("/w/:workspace/hooks", createHooks(deps, CHANNELS));
  app.route("/w/:workspace/api/v1", apiRoutes(deps));

  app.route("/w/:workspace/shops", createHooks(deps, SHOPS));

  app.route("/w/:workspace/files", fileRoutes(deps));

  app.route("/w/:workspace/crm", crmRoutes(deps));

  app.route("/w/:workspace/bind", bindRoutes(deps));

  app.route("/w/:workspace", pixelRoutes(deps));

  app.all("/w/:workspace/trpc/*", async (c) => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(c.req.header("Authorization") ?? "")?.[1];
    const accessHash = token ? sha256(token) : "";
    const requestId = c.get("requestId");
    // These make jobs; behind the answer, since then they are stored.
    if (/\/trpc\/(?:connections|conversations|relay|webhooks)\./.test(c.req.path)) {
      c.get("after")(async () => deps.wake(c.get("workspace").slug));
    }
    return fetchRequestHandler({
      endpoint: `/w/${c.get("workspace").slug}/trpc`,
      req: c.req.raw,
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: 10,
      createContext: () => ({
        call: {
          db: c.get("workspace").db,
          actor: { kind: "member" as const, accessHash },
          now: c.get("now"),
          requestId,
          sealer: deps.sealer,
          mails: deps.mailer !== null,
          written: () => deps.written?.(c.get("workspace").slug),
          after: c.get("after"),
        },
        report: deps.report,
        vitals: deps.vitals,
        workspaceUrl: `${deps.publicUrl}/w/${c.get("workspace").slug}`,
      }),
      onError: ({ error }) => {
        if (failureOf(error).code === "INTERNAL") deps.report(error, requestId);
      },
    });
  });

  return app;
}
