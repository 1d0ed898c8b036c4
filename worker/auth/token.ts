import { type Context, Hono } from "hono";
import * as v from "valibot";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { CODE_CLIENTS } from "../domain/sessions/call.ts";
import { redeemCode } from "../domain/sessions/codes.ts";
import { endSessionOf } from "../domain/sessions/end.ts";
import { refreshSession } from "../domain/sessions/refresh.ts";
import { parse } from "../domain/verb.ts";
import { callOf, userAgentOf } from "./call.ts";
import { protect } from "./page.ts";

const text = v.pipe(v.string(), v.maxLength(512));

const TokenRequest = v.variant("grant_type", [
  v.object({
    grant_type: v.literal("authorization_code"),
    code: text,
    redirect_uri: text,
    code_verifier: v.pipe(v.string(), v.regex(/^[\w.~-]{43,128}$/)),
    client: v.picklist(CODE_CLIENTS),
  }),
  v.object({ grant_type: v.literal("refresh_token"), refresh_token: text }),
]);
const RevokeRequest = v.object({ refresh_token: text });

/** Where a surface turns a code or a refresh token into tokens, and signs out. Called by scripts, without cookies. */
export function tokenRoutes(deps: Deps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.post("/token", async (c) => {
    const input = parse(TokenRequest, await jsonOf(c));
    const call = callOf(c, deps);
    const tokens =
      input.grant_type === "refresh_token"
        ? await refreshSession(call, input.refresh_token)
        : await redeemCode(call, {
            code: input.code,
            client: input.client,
            redirectUri: input.redirect_uri,
            codeVerifier: input.code_verifier,
            userAgent: userAgentOf(c),
          });
    protect(c);
    return c.json({
      access_token: tokens.accessToken,
      token_type: "Bearer",
      expires_in: Math.floor((tokens.accessExpiresAt - call.now) / 1000),
      refresh_token: tokens.refreshToken,
      member: tokens.member,
    });
  });

  routes.post("/revoke", async (c) => {
    const { refresh_token: refreshToken } = parse(RevokeRequest, await jsonOf(c));
    await endSessionOf(callOf(c, deps), refreshToken);
    protect(c);
    return c.json({});
  });

  return routes;
}

/** Only as JSON: a form of another site cannot send that without a preflight. */
async function jsonOf(c: Context<AppEnv>): Promise<unknown> {
  if (!/^application\/json\b/i.test(c.req.header("Content-Type") ?? "")) throw new Failure("INVALID_JSON");
  return c.req.json().catch(() => {
    throw new Failure("INVALID_JSON");
  });
}
