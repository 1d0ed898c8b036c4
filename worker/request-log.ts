import type { Context, MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { AppEnv } from "./app.ts";
import { appRouter } from "./trpc/router.ts";

/** What is logged of a request: never an address, an id in a path, a query or a body. */
export interface RequestLine {
  level: "info";
  requestId: string;
  method: string;
  /** The pattern of the route, with the names of its parts; of tRPC also the procedures. */
  route: string;
  status: number;
  ms: number;
}

const procedures = new Set(Object.keys((appRouter._def as unknown as { procedures: object }).procedures));
const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** One line for each request, once its answer is made. */
export const requestLog =
  (log: (line: RequestLine) => void): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const started = performance.now();
    await next();
    log({
      level: "info",
      requestId: c.get("requestId") ?? "",
      method: METHODS.has(c.req.method) ? c.req.method : "other",
      route: routeOf(c),
      status: c.res.status,
      ms: Math.round((performance.now() - started) * 10) / 10,
    });
  };

function routeOf(c: Context<AppEnv>): string {
  const pattern = routePath(c, -1);
  if (!pattern.endsWith("/trpc/*")) return pattern;
  const names = (c.req.path.split("/trpc/")[1] ?? "").split(",", 10);
  return names.every((name) => procedures.has(name)) ? pattern.replace("*", names.join(",")) : pattern;
}
