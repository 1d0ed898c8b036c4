import type { Role } from "../../shared/permissions.ts";
import { CallFailure, failureOfBody } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";

/** What a person's consent was turned into: enough to redeem it once. */
export interface Grant {
  code: string;
  redirectUri: string;
  codeVerifier: string;
  client: "console" | "extension" | "widget";
}

export interface Redeemed {
  accessToken: string;
  /** UTC ms. */
  expiresAt: number;
  refreshToken: string;
  member: { id: string; name: string; email: string; role: Role };
}

/** @throws {CallFailure} CODE_INVALID, OFFLINE */
export const redeem = (link: ServerLink, grant: Grant): Promise<Redeemed> =>
  token(link, {
    grant_type: "authorization_code",
    code: grant.code,
    redirect_uri: grant.redirectUri,
    code_verifier: grant.codeVerifier,
    client: grant.client,
  });

/** @throws {CallFailure} UNAUTHENTICATED when the session ended, OFFLINE */
export const refresh = (link: ServerLink, refreshToken: string): Promise<Redeemed> =>
  token(link, { grant_type: "refresh_token", refresh_token: refreshToken });

export async function revoke(link: ServerLink, refreshToken: string): Promise<void> {
  await post(link, "revoke", { refresh_token: refreshToken });
}

async function token(link: ServerLink, body: Record<string, string>): Promise<Redeemed> {
  const sentAt = Date.now();
  const answer = (await post(link, "token", body)) as {
    access_token: string;
    expires_in: number;
    refresh_token: string;
    member: Redeemed["member"];
  };
  return {
    accessToken: answer.access_token,
    expiresAt: sentAt + answer.expires_in * 1000,
    refreshToken: answer.refresh_token,
    member: answer.member,
  };
}

async function post(link: ServerLink, path: string, body: Record<string, string>): Promise<unknown> {
  let answer: Response;
  try {
    answer = await fetch(`${linkKey(link)}/auth/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      credentials: "omit",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(20_000),
    });
  } catch {
    throw new CallFailure("OFFLINE");
  }
  const parsed: unknown = await answer.json().catch(() => null);
  if (answer.ok) return parsed;
  throw failureOfBody(parsed) ?? new CallFailure(answer.status >= 500 ? "OFFLINE" : "INTERNAL");
}
