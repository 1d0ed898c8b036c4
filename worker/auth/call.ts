import type { Context } from "hono";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import type { SignInCall } from "../domain/sessions/call.ts";

/** What the domain needs of a request in which nobody is signed in yet. */
export function callOf(c: Context<AppEnv>, { sealer }: Pick<Deps, "sealer">): SignInCall {
  return { db: c.get("workspace").db, now: c.get("now"), requestId: c.get("requestId"), sealer };
}

export const userAgentOf = (c: Context<AppEnv>): string => c.req.header("User-Agent") ?? "";
