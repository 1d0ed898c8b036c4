import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { cardRoutes } from "./card.ts";
import { phoneRoutes } from "./phone.ts";

/** Everything under `/w/:workspace/crm`: the customer's own pages, reached from LINE. */
export function crmRoutes(deps: Deps): Hono<AppEnv> {
  const tooLarge = () => {
    throw new Failure("TOO_LARGE");
  };
  return new Hono<AppEnv>()
    .use(bodyLimit({ maxSize: 4 * 1024, onError: tooLarge }))
    .route("/phone", phoneRoutes(deps))
    .route("/card", cardRoutes(deps));
}
