import { createHash, randomBytes } from "node:crypto";
import { hashPassword } from "../auth/password.ts";
import type { TestWorkspace } from "./workspace.ts";

/** What a browser does with the sign-in pages: keeps cookies, fills in forms, follows nothing by itself. */
export interface TestBrowser {
  cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Opens the page, fills in its form and posts it. */
  submit(path: string, fields: Record<string, string>): Promise<Response>;
  post(path: string, fields: Record<string, string>): Promise<Response>;
}

/** @param address where its requests come from */
export function openBrowser(shop: TestWorkspace, address = "127.0.0.1"): TestBrowser {
  const cookies = new Map<string, string>();
  async function send(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "X-Test-Address": address, ...(cookie ? { Cookie: cookie } : {}), ...init.headers };
    const response = await shop.fetch(path, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value !== undefined) cookies.set(name, decodeURIComponent(value));
    }
    return response;
  }
  const post = (path: string, fields: Record<string, string>) =>
    send(path, { method: "POST", body: new URLSearchParams(fields) });
  return {
    cookies,
    get: (path, headers = {}) => send(path, { headers }),
    post,
    async submit(path, fields) {
      const page = await (await send(path, {})).text();
      return post(path, { form_token: formTokenIn(page), ...fields });
    },
  };
}

export const formTokenIn = (page: string): string =>
  /name="form_token" value="([^"]*)"/.exec(page)?.[1] ?? "";

/** One surface's sign-in: its secret and the address it opens. */
export interface Attempt {
  client: "console" | "extension" | "widget";
  redirectUri: string;
  verifier: string;
  path: string;
}

const REDIRECTS = {
  console: "http://alongside.test/console",
  widget: "http://alongside.test/signed-in.html",
  extension: "https://ahmjlgijjiimibdfkpgheoplbnoifijm.chromiumapp.org/",
};

export function newAttempt(
  client: Attempt["client"] = "extension",
  changes: Record<string, string> = {},
  slug = "shop",
): Attempt {
  const verifier = randomBytes(32).toString("base64url");
  const query = new URLSearchParams({
    client,
    redirect_uri: REDIRECTS[client],
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    state: "state-of-the-surface",
    ...changes,
  });
  return {
    client,
    redirectUri: REDIRECTS[client],
    verifier,
    path: `/w/${slug}/auth/authorize?${query.toString()}`,
  };
}

export const PASSWORD = "correct horse battery";

let hashed: Promise<string> | undefined;

/** Gives the workspace's members a password, the same for all. */
export async function givePasswords(shop: TestWorkspace): Promise<void> {
  hashed ??= hashPassword(PASSWORD);
  await shop.db.write([{ sql: "update member set password = ?", args: [await hashed] }]);
}

export function codeOf(response: Response): string {
  const code = new URL(response.headers.get("Location") ?? "http://none").searchParams.get("code");
  if (!code) throw new Error(`no code: ${response.status}`);
  return code;
}

export interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  member: { id: string; name: string; email: string; role: string };
}

export function postJson(shop: TestWorkspace, path: string, body: unknown): Promise<Response> {
  return shop.fetch(`/w/${shop.slug}/auth/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const redeem = (shop: TestWorkspace, attempt: Attempt, code: string): Promise<Response> =>
  postJson(shop, "token", {
    grant_type: "authorization_code",
    code,
    redirect_uri: attempt.redirectUri,
    code_verifier: attempt.verifier,
    client: attempt.client,
  });

export const refresh = (shop: TestWorkspace, token: string): Promise<Response> =>
  postJson(shop, "token", { grant_type: "refresh_token", refresh_token: token });

/** The whole way: password, code, tokens. */
export async function signIn(
  shop: TestWorkspace,
  browser: TestBrowser,
  email: string,
  client: Attempt["client"] = "extension",
): Promise<TokenAnswer> {
  const attempt = newAttempt(client, {}, shop.slug);
  const answer = await browser.submit(attempt.path, { email, password: PASSWORD });
  return (await (await redeem(shop, attempt, codeOf(answer))).json()) as TokenAnswer;
}
