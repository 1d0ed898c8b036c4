import * as v from "valibot";
import { EXTENSION_REDIRECTS } from "../../shared/extension-ids.ts";
import { CODE_CLIENTS, type CodeClient } from "../domain/sessions/call.ts";

/** A surface's wish to sign somebody in (OAuth 2 authorization code with PKCE, RFC 7636). */
export interface AuthorizeRequest {
  client: CodeClient;
  redirectUri: string;
  /** SHA-256 of the verifier, base64url. */
  codeChallenge: string;
  /** Given back as it came. */
  state: string;
}

const Query = v.object({
  client: v.picklist(CODE_CLIENTS),
  redirect_uri: v.string(),
  code_challenge: v.pipe(v.string(), v.regex(/^[\w-]{43}$/)),
  code_challenge_method: v.literal("S256"),
  state: v.pipe(v.string(), v.regex(/^[\w.~-]{8,512}$/)),
});

/**
 * @returns null for a request that must not be answered with a redirect: the address it names is
 *   compared whole with the few that exist, never by its beginning or its host
 */
export function parseAuthorizeRequest(
  query: Record<string, string>,
  publicUrl: string,
): AuthorizeRequest | null {
  const parsed = v.safeParse(Query, query);
  if (!parsed.success) return null;
  const { client, redirect_uri: redirectUri, code_challenge: codeChallenge, state } = parsed.output;
  if (!redirectsOf(client, publicUrl).includes(redirectUri)) return null;
  return { client, redirectUri, codeChallenge, state };
}

export function redirectsOf(client: CodeClient, publicUrl: string): readonly string[] {
  switch (client) {
    case "console":
      return [`${publicUrl}/console`];
    case "widget":
      return [`${publicUrl}/signed-in.html`];
    case "extension":
      return EXTENSION_REDIRECTS;
  }
}

/** Where the browser goes with its code. */
export function redirectWith({ redirectUri, state }: AuthorizeRequest, code: string): string {
  const url = new URL(redirectUri);
  url.search = new URLSearchParams({ code, state }).toString();
  return url.href;
}
