import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { authorizeRoutes } from "./authorize.ts";
import { createCookies } from "./cookies.ts";
import { oneTimeLinkRoutes } from "./one-time-link.ts";
import { tokenRoutes } from "./token.ts";

/** Everything under `/w/:workspace/auth`. */
export function authRoutes(deps: Deps): Hono<AppEnv> {
  const cookies = createCookies(deps);
  const tooLarge = () => {
    throw new Failure("TOO_LARGE");
  };
  return new Hono<AppEnv>()
    .use(bodyLimit({ maxSize: 16 * 1024, onError: tooLarge }))
    .route("/authorize", authorizeRoutes(deps, cookies))
    .route("/invitation", oneTimeLinkRoutes(deps, cookies, "invitation"))
    .route("/reset", oneTimeLinkRoutes(deps, cookies, "reset"))
    .route("/", tokenRoutes(deps));
}
