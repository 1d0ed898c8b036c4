import { Hono } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { DatabaseUnavailable } from "../db/database.ts";
import { Failure, unavailable } from "../domain/failure.ts";
import { contactRoutes } from "./contacts.ts";
import { conversationRoutes } from "./conversations.ts";
import { customerRoutes } from "./customers.ts";
import { documentOf } from "./document.ts";
import { callLimit } from "./limits.ts";
import { memberRoutes } from "./members.ts";
import { orderRoutes } from "./orders.ts";
import { problem } from "./problem.ts";
import type { Route } from "./route.ts";
import { tagRoutes } from "./tags.ts";

/** Every route of the API, in the order of the document. What is not here is not answered. */
export const ROUTES: readonly Route[] = [
  ...contactRoutes,
  ...tagRoutes,
  ...customerRoutes,
  ...memberRoutes,
  ...orderRoutes,
  ...conversationRoutes,
];

/** The API for other systems, below `/w/:workspace/api/v1`. Errors are problem details. */
export function apiRoutes(deps: Deps): Hono<AppEnv> {
  const api = new Hono<AppEnv>();
  const limit = callLimit();
  api.onError((error, c) => {
    const requestId = c.get("requestId");
    if (error instanceof Failure) return problem(error, requestId);
    if (error instanceof DatabaseUnavailable) return problem(unavailable(error), requestId);
    deps.report(error, requestId);
    return problem({ code: "INTERNAL" }, requestId);
  });
  api.get("/openapi.json", (c) => {
    const server = `${deps.publicUrl}/w/${c.get("workspace").slug}/api/v1`;
    return c.json(documentOf(ROUTES, server), 200, { "Cache-Control": "no-cache" });
  });
  for (const route of ROUTES) {
    api.on(route.method, route.path.replace(/\{(\w+)\}/g, ":$1"), route.handle(deps, limit));
  }
  api.all("*", (c) => problem({ code: "NOT_FOUND" }, c.get("requestId")));
  return api;
}
