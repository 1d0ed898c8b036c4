import { browser } from "wxt/browser";
import { EXTENSION_REDIRECTS } from "../../shared/extension-ids.ts";
import { askBackground } from "./background-calls.ts";
import { CallFailure } from "./failure.ts";
import type { ServerLink } from "./host.ts";
import { linkKey } from "./link-key.ts";
import type { Grant } from "./token-endpoint.ts";

/** What mounted the page that signs in. `background` never asks a person. */
export type Mount = "frame" | "side-panel" | "widget" | "page" | "background";

const inExtension = () => Boolean(browser?.runtime?.id);

export function clientOf(mount: Mount): Grant["client"] {
  if (inExtension()) return "extension";
  return mount === "page" ? "console" : "widget";
}

interface Attempt {
  state: string;
  codeVerifier: string;
  redirectUri: string;
}

/** @throws {CallFailure} CODE_INVALID when the person closed the window or the answer was not ours */
export async function authorize(link: ServerLink, mount: Mount): Promise<Grant> {
  const client = clientOf(mount);
  if (client === "extension") {
    const { attempt, url } = await begin(link, client, EXTENSION_REDIRECTS[import.meta.env.FIREFOX ? 1 : 0]);
    const returned = await openSignInWindow(url).catch(() => undefined);
    return grantOf(returned ? new URL(returned).searchParams : null, attempt, client);
  }
  if (client === "widget") {
    // Opened before anything is awaited, else it counts as not asked for and is blocked.
    const popUp = window.open("about:blank", "_blank", "popup,width=480,height=640");
    const { attempt, url } = await begin(link, client, `${link.server}/signed-in.html`);
    if (!popUp) throw new CallFailure("CODE_INVALID");
    popUp.location.replace(url);
    return grantOf(await messageFrom(popUp), attempt, client);
  }
  const { attempt, url } = await begin(link, client, `${link.server}/console`);
  sessionStorage.setItem(attemptKey(link), JSON.stringify(attempt));
  location.assign(url);
  return new Promise(() => undefined);
}

/** The address the browser's own sign-in window came back with. */
export async function openSignInWindow(url: string): Promise<string | undefined> {
  const identity = browser.identity as typeof browser.identity | undefined;
  if (identity) return identity.launchWebAuthFlow({ url, interactive: true });
  return (await askBackground({ type: "sign-in", url })) as string | undefined;
}

/** The grant a redirect brought back to this page, if one did. Takes the code out of the address at once. */
export function returnedFromPage(link: ServerLink, mount: Mount): Promise<Grant> | null {
  if (mount !== "page" || inExtension()) return null;
  const answer = new URLSearchParams(location.search);
  if (!answer.has("code") && !answer.has("error")) return null;
  history.replaceState(history.state, "", location.pathname + location.hash);
  const attempt = JSON.parse(sessionStorage.getItem(attemptKey(link)) ?? "null") as Attempt | null;
  sessionStorage.removeItem(attemptKey(link));
  return grantOf(answer, attempt, "console");
}

const attemptKey = (link: ServerLink) => `attempt ${linkKey(link)}`;

async function begin(link: ServerLink, client: Grant["client"], redirectUri: string) {
  const attempt: Attempt = { state: randomText(), codeVerifier: randomText(), redirectUri };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(attempt.codeVerifier));
  const url = new URL(`${linkKey(link)}/auth/authorize`);
  url.search = new URLSearchParams({
    client,
    redirect_uri: redirectUri,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
    state: attempt.state,
  }).toString();
  return { attempt, url: url.href };
}

async function grantOf(
  answer: URLSearchParams | null,
  attempt: Attempt | null,
  client: Grant["client"],
): Promise<Grant> {
  const code = answer?.get("code");
  if (!code || !attempt || answer?.get("state") !== attempt.state) throw new CallFailure("CODE_INVALID");
  return { code, redirectUri: attempt.redirectUri, codeVerifier: attempt.codeVerifier, client };
}

/** What `signed-in.html` of our own origin posts; null when the person closed the window. */
function messageFrom(popUp: Window): Promise<URLSearchParams | null> {
  return new Promise((resolve) => {
    const listening = new AbortController();
    const done = (answer: URLSearchParams | null) => {
      listening.abort();
      clearInterval(watching);
      resolve(answer);
    };
    const watching = setInterval(() => popUp.closed && done(null), 500);
    addEventListener(
      "message",
      ({ origin, source, data }: MessageEvent<{ code?: unknown; state?: unknown }>) => {
        if (origin !== location.origin || source !== popUp) return;
        if (typeof data.code !== "string" || typeof data.state !== "string") return;
        done(new URLSearchParams({ code: data.code, state: data.state }));
      },
      { signal: listening.signal },
    );
  });
}

const randomText = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
