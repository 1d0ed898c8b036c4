import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { displayPhone, parsePhone } from "../../shared/phone.ts";
import type { AppEnv } from "../app.ts";
import { networkOf } from "../auth/attempt-limits.ts";
import { failureOf, type Form, formOf } from "../auth/form.ts";
import { alert, languageOf, page, sameUrl } from "../auth/page.ts";
import type { Deps } from "../deps.ts";
import type { Call } from "../domain/ctx.ts";
import { openLink } from "../domain/crm/link.ts";
import { provePhone } from "../domain/crm/prove-phone.ts";
import { makePhoneCode } from "../domain/crm/send-code.ts";
import { findVisitor, type Visitor } from "../domain/crm/visitor.ts";
import type { Failure } from "../domain/failure.ts";
import type { SmsGateway } from "../sms/gateway.ts";
import { SmsNotSent } from "../sms/gateway.ts";
import { type CrmWords, WORDS } from "./words.ts";

type C = Context<AppEnv>;

const wordsOf = (c: C): CrmWords => WORDS[languageOf(c)];
const tokenOf = (c: C): string => (c.req.query("token") ?? "").slice(0, 500);

/**
 * `GET` and `POST /w/:workspace/crm/phone?token=`: a customer proves a phone number. Says the same of every
 * number, whoever has it.
 */
export function phoneRoutes(deps: Deps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  async function visitorOf(c: C): Promise<Visitor | null> {
    const link = await openLink(deps.sealer, "phone", tokenOf(c), c.get("now"));
    return link && findVisitor(c.get("workspace").db, link);
  }

  routes.get("/", async (c) => {
    const visitor = await visitorOf(c);
    if (!visitor) return bad(c);
    if (visitor.used) return said(c, "used");
    return deps.sms ? askPhone(c) : said(c, "off");
  });

  routes.post("/", async (c) => {
    const visitor = await visitorOf(c);
    if (!visitor) return bad(c);
    if (visitor.used) return said(c, "used");
    if (!deps.sms) return said(c, "off");
    const form = await formOf(c);
    try {
      return form.field("proof") === ""
        ? await sendCode(c, deps, deps.sms, visitor, form)
        : await tryCode(c, deps, visitor, form);
    } catch (error) {
      return failed(c, error);
    }
  });

  return routes;
}

/** The customer is nobody who signs in: it is the link that proves who they are. */
const callOf = (c: C, { sealer }: Deps): Call => ({
  db: c.get("workspace").db,
  actor: { kind: "system", name: "webhook" },
  now: c.get("now"),
  operationId: undefined,
  requestId: c.get("requestId"),
  sealer,
});

async function sendCode(c: C, deps: Deps, sms: SmsGateway, { contactId, region }: Visitor, form: Form) {
  const words = wordsOf(c);
  const typed = form.field("phone").slice(0, 40);
  const phone = parsePhone(typed, region);
  if (phone === null) return askPhone(c, { typed, error: words.invalidPhone });
  const network = networkOf(deps.clientAddress(c.req.raw));
  const made = await makePhoneCode(callOf(c, deps), { contactId, phone, token: tokenOf(c), network });
  try {
    const text = `${made.code} — ${words.code} (${c.get("workspace").name})`;
    await sms.send({ id: made.proofId, to: phone, text });
  } catch (error) {
    if (!(error instanceof SmsNotSent)) throw error;
    deps.report(error, c.get("requestId"));
    return askPhone(c, { typed, error: words.notSent });
  }
  return askCode(c, { proof: made.proofId, shown: displayPhone(phone, region) });
}

async function tryCode(c: C, deps: Deps, { contactId }: Visitor, form: Form) {
  const words = wordsOf(c);
  const proof = form.field("proof");
  const shown = form.field("shown").slice(0, 40);
  const code = form.field("code").normalize("NFKC").replaceAll(/\D/g, "").slice(0, 10);
  try {
    await provePhone(callOf(c, deps), { contactId, proofId: proof, token: tokenOf(c), code });
  } catch (error) {
    const { code: why, facts } = failureOf(error);
    if (why === "CODE_INVALID" && facts?.["ended"] === 0) {
      return askCode(c, { proof, shown, error: words.wrongCode });
    }
    if (why === "CODE_INVALID" || why === "INVALID_INPUT") return askPhone(c, { error: words.endedCode });
    throw error;
  }
  return said(c, "done");
}

function failed(c: C, error: unknown) {
  const words = wordsOf(c);
  const failure: Failure = failureOf(error);
  switch (failure.code) {
    case "TOO_MANY_ATTEMPTS":
      return askPhone(c, { error: words.tooMany(Number(failure.facts?.["seconds"])), status: 429 });
    case "UNAVAILABLE":
      return askPhone(c, { error: words.busy, status: 503 });
    case "NOT_FOUND":
    case "MODULE_OFF":
      return bad(c);
    default:
      throw failure;
  }
}

function askPhone(c: C, said: { typed?: string; error?: string; status?: 429 | 503 } = {}) {
  const words = wordsOf(c);
  const { typed = "", error = null } = said;
  return page(c, {
    title: words.phoneTitle,
    status: said.status ?? (error === null ? 200 : 400),
    body: html`<p>${words.phoneIntro}</p>
      ${alert(error)}
      <form method="post" action="${sameUrl(c)}">
        <label for="phone">${words.phone}</label>
        <input
          id="phone"
          name="phone"
          type="tel"
          autocomplete="tel"
          required
          maxlength="40"
          value="${typed}"
          aria-describedby="${error === null ? "phone-hint" : "alert phone-hint"}"
          ${error === null ? "" : html`aria-invalid="true"`}
        />
        <p class="auth-hint" id="phone-hint">${words.phoneHint}</p>
        <button>${words.sendCode}</button>
      </form>`,
  });
}

function askCode(
  c: C,
  { proof, shown, error = null }: { proof: string; shown: string; error?: string | null },
) {
  const words = wordsOf(c);
  return page(c, {
    title: words.codeTitle,
    status: error === null ? 200 : 400,
    body: html`<p>${words.codeIntro(shown)}</p>
      ${alert(error)}
      <form method="post" action="${sameUrl(c)}">
        <input type="hidden" name="proof" value="${proof}" />
        <input type="hidden" name="shown" value="${shown}" />
        <label for="code">${words.code}</label>
        <input
          id="code"
          name="code"
          inputmode="numeric"
          autocomplete="one-time-code"
          required
          maxlength="10"
          aria-describedby="${error === null ? "code-hint" : "alert code-hint"}"
          ${error === null ? "" : html`aria-invalid="true"`}
        />
        <p class="auth-hint" id="code-hint">${words.codeHint}</p>
        <button>${words.prove}</button>
      </form>
      <p class="auth-quiet"><a href="${sameUrl(c)}">${words.again}</a></p>`,
  });
}

function said(c: C, what: "done" | "used" | "off") {
  const words = wordsOf(c);
  return page(c, {
    title: words[`${what}Title`],
    status: what === "off" ? 503 : 200,
    body: html`<p role="status">${words[what]}</p>`,
  });
}

export function bad(c: C) {
  const words = wordsOf(c);
  return page(c, { title: words.badTitle, status: 400, body: html`<p>${words.bad}</p>` });
}
