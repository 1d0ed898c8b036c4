import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import type { BrowserSession } from "../domain/sessions/browser.ts";
import { findBrowserSession } from "../domain/sessions/browser.ts";
import { issueCode } from "../domain/sessions/codes.ts";
import { Failure } from "../domain/failure.ts";
import { type AuthorizeRequest, parseAuthorizeRequest, redirectWith } from "./authorize-request.ts";
import { callOf } from "./call.ts";
import type { Cookies } from "./cookies.ts";
import { failureOf, formOf, requireOwnForm, statusOf } from "./form.ts";
import { alert, page, protect, sameUrl, wordsOf } from "./page.ts";
import { signInWithPassword } from "./sign-in.ts";
import { messageOf } from "./words.ts";

type C = Context<AppEnv>;

/** The sign-in page. It ends with a redirect to the surface that asked, with a code. */
export function authorizeRoutes(deps: Deps, cookies: Cookies): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  routes.get("/", async (c) => {
    const request = parseAuthorizeRequest(c.req.query(), deps.publicUrl);
    if (!request) return refused(c);
    const signedIn = c.req.query("prompt") === "login" ? null : await browserOf(c);
    if (!signedIn) return signInForm(c, request, { email: "", failure: null });
    // Only to its own console without a click: a code for another surface is a person's decision.
    if (request.client === "console") return goOn(c, request, signedIn.sessionId);
    return continueForm(c, request, signedIn);
  });

  routes.post("/", async (c) => {
    const request = parseAuthorizeRequest(c.req.query(), deps.publicUrl);
    if (!request) return refused(c);
    const form = await formOf(c);
    try {
      await requireOwnForm(c, cookies, form);
      if (form.field("action") !== "continue") {
        const { sessionId } = await signInWithPassword(c, deps, cookies, form);
        return await goOn(c, request, sessionId);
      }
      const signedIn = await browserOf(c);
      if (!signedIn) throw new Failure("UNAUTHENTICATED");
      return await goOn(c, request, signedIn.sessionId);
    } catch (error) {
      return signInForm(c, request, { email: form.field("email"), failure: failureOf(error) });
    }
  });

  async function browserOf(c: C): Promise<BrowserSession | null> {
    const cookie = cookies.session(c);
    return cookie ? findBrowserSession(callOf(c, deps), cookie) : null;
  }

  async function goOn(c: C, request: AuthorizeRequest, sessionId: string) {
    const code = await issueCode(callOf(c, deps), { sessionId, ...request });
    protect(c);
    return c.redirect(redirectWith(request, code), 302);
  }

  async function signInForm(
    c: C,
    request: AuthorizeRequest,
    state: { email: string; failure: Failure | null },
  ) {
    const words = wordsOf(c);
    const { email, failure } = state;
    const seconds = failure?.facts?.["seconds"];
    if (seconds !== undefined) c.header("Retry-After", String(seconds));
    const wrong =
      failure?.code === "WRONG_PASSWORD" ? html` aria-invalid="true" aria-describedby="alert"` : html``;
    return page(c, {
      title: words.signIn,
      status: failure ? statusOf(failure) : 200,
      formMayGoTo: new URL(request.redirectUri).origin,
      body: html`${alert(failure ? messageOf(words, failure) : null)}
        <form method="post" action="${sameUrl(c)}">
          <input type="hidden" name="form_token" value="${await cookies.formToken(c)}" />
          <label for="email">${words.email}</label>
          <input
            id="email"
            name="email"
            type="email"
            autocomplete="username"
            maxlength="254"
            required
            value="${email}"
            ${email ? "" : html` autofocus`}${wrong}
          />
          <label for="password">${words.password}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="current-password"
            maxlength="200"
            required
            ${email ? html` autofocus` : ""}${wrong}
          />
          <button>${words.signIn}</button>
        </form>
        <p class="auth-quiet">${words.forgotten}</p>`,
    });
  }

  async function continueForm(c: C, request: AuthorizeRequest, { member }: BrowserSession) {
    const words = wordsOf(c);
    return page(c, {
      title: words.signIn,
      formMayGoTo: new URL(request.redirectUri).origin,
      body: html`<p>${member.email}</p>
        <form method="post" action="${sameUrl(c)}">
          <input type="hidden" name="form_token" value="${await cookies.formToken(c)}" />
          <button name="action" value="continue">${words.continueAs(member.name)}</button>
        </form>
        <p class="auth-quiet"><a href="${sameUrl(c, { prompt: "login" })}">${words.otherAccount}</a></p>`,
    });
  }

  return routes;
}

function refused(c: C) {
  const words = wordsOf(c);
  return page(c, { title: words.badRequestTitle, status: 400, body: html`<p>${words.badRequest}</p>` });
}
