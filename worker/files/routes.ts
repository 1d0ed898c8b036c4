import { Hono } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { conversationCsv } from "./conversation-csv.ts";
import { exportLinkRoutes } from "./export-link.ts";
import { media } from "./media.ts";

/** Everything under `/w/:workspace/files`. */
export function fileRoutes(deps: Deps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .post("/conversation.csv", conversationCsv(deps))
    .get("/media/:messageId/:index", media(deps))
    .route("/export", exportLinkRoutes(deps));
}
