import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { memberName, password as passwordSchema } from "../../shared/schemas/members.ts";
import type { AppEnv } from "../app.ts";
import type { Deps } from "../deps.ts";
import { Failure } from "../domain/failure.ts";
import { acceptLink, findLink, type LinkOwner } from "../domain/members/accept-link.ts";
import type { LinkPurpose } from "../domain/members/one-time-link.ts";
import { parse } from "../domain/verb.ts";
import { callOf, userAgentOf } from "./call.ts";
import type { Cookies } from "./cookies.ts";
import { failureOf, type Form, formOf, requireOwnForm, statusOf } from "./form.ts";
import { alert, nameOf, page, sameUrl, wordsOf } from "./page.ts";
import { hashInTurn } from "./password-turns.ts";
import { messageOf } from "./words.ts";

type C = Context<AppEnv>;

/** The page behind an invitation or a reset: a name, a password. Opening it uses nothing up. */
export function oneTimeLinkRoutes(deps: Deps, cookies: Cookies, purpose: LinkPurpose): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  const invited = purpose === "invitation";

  routes.get("/", async (c) => {
    const owner = await ownerOf(c);
    return owner ? form(c, owner, owner.name, null) : invalid(c);
  });

  routes.post("/", async (c) => {
    const owner = await ownerOf(c);
    if (!owner) return invalid(c);
    const sent = await formOf(c);
    try {
      await requireOwnForm(c, cookies, sent);
      await accept(c, owner, sent);
      return saved(c);
    } catch (error) {
      const failure = failureOf(error);
      return failure.code === "LINK_INVALID" ? invalid(c) : form(c, owner, sent.field("name"), failure);
    }
  });

  const ownerOf = (c: C) => findLink(callOf(c, deps), purpose, c.req.query("token") ?? "");

  async function accept(c: C, owner: LinkOwner, sent: Form): Promise<void> {
    const name = invited ? parse(memberName, sent.field("name")) : null;
    const password = parse(passwordSchema, sent.field("password"));
    if (password.toLowerCase() === owner.email) throw new Failure("WEAK_PASSWORD");
    const { cookie } = await acceptLink(callOf(c, deps), {
      purpose,
      token: c.req.query("token") ?? "",
      memberId: owner.memberId,
      name,
      passwordHash: await hashInTurn(password),
      userAgent: userAgentOf(c),
    });
    cookies.keepSession(c, cookie);
    await cookies.keepDevice(c, owner.email);
  }

  async function form(c: C, owner: LinkOwner, name: string, failure: Failure | null) {
    const words = wordsOf(c);
    const weak = failure?.code === "WEAK_PASSWORD" ? html` aria-invalid="true"` : html``;
    return page(c, {
      title: invited ? words.invitationTitle(await nameOf(c)) : words.resetTitle,
      status: failure ? statusOf(failure) : 200,
      body: html`${alert(failure ? messageOf(words, failure) : null)}
        <form method="post" action="${sameUrl(c)}">
          <input type="hidden" name="form_token" value="${await cookies.formToken(c)}" />
          <label for="email">${words.email}</label>
          <input id="email" type="email" autocomplete="username" readonly value="${owner.email}" />
          ${
            invited
              ? html`<label for="name">${words.name}</label>
                  <input
                    id="name"
                    name="name"
                    autocomplete="name"
                    maxlength="100"
                    required
                    value="${name}"
                  />`
              : ""
          }
          <label for="password">${words.newPassword}</label>
          <input
            id="password"
            name="password"
            type="password"
            autocomplete="new-password"
            maxlength="200"
            required
            autofocus
            aria-describedby="hint"
            ${weak}
          />
          <p class="auth-hint" id="hint">${words.passwordHint}</p>
          <button>${words.save}</button>
        </form>`,
    });
  }

  function saved(c: C) {
    const words = wordsOf(c);
    const console = `${deps.publicUrl}/console?workspace=${c.get("workspace").slug}`;
    return page(c, {
      title: words.savedTitle,
      body: html`<p role="status">${words.saved}</p>
        <a class="auth-button" href="${console}">${words.toConsole}</a>`,
    });
  }

  return routes;
}

function invalid(c: C) {
  const words = wordsOf(c);
  return page(c, {
    title: words.badLinkTitle,
    status: 400,
    body: html`<p>${messageOf(words, { code: "LINK_INVALID" })}</p>`,
  });
}
