import { Hono } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { DatabaseUnavailable } from "../db/database.ts";
import { Failure } from "../domain/failure.ts";
import { putMember } from "./members.ts";
import { createOrders } from "./orders.ts";
import { problem } from "./problem.ts";

/** The API for other systems, below `/w/:workspace/api/v1`. Errors are problem details. */
export function apiRoutes(deps: Deps): Hono<AppEnv> {
  const api = new Hono<AppEnv>();
  api.onError((error, c) => {
    const requestId = c.get("requestId");
    if (error instanceof Failure) return problem(error, requestId);
    if (error instanceof DatabaseUnavailable) return problem({ code: "UNAVAILABLE" }, requestId);
    deps.report(error, requestId);
    return problem({ code: "INTERNAL" }, requestId);
  });
  api.post("/orders", createOrders(deps));
  api.put("/members/:memberNo", putMember(deps));
  api.all("*", (c) => problem({ code: "NOT_FOUND" }, c.get("requestId")));
  return api;
}
