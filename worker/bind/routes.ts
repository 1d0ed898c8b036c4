import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import type { AppEnv } from "../app.ts";
import { failureOf, type Form, formOf } from "../auth/form.ts";
import { type Html, languageOf, page, sameUrl } from "../auth/page.ts";
import type { Deps } from "../deps.ts";
import { bindByLink } from "../domain/bindings/by-link.ts";
import { type Bindee, findBindee, openBindingLink } from "../domain/bindings/link.ts";
import type { Call } from "../domain/ctx.ts";
import { Failure } from "../domain/failure.ts";
import { type Claim, readClaim } from "../domain/pixel/claim.ts";
import { pixelShops } from "../domain/pixel/shops.ts";
import { WORDS } from "./words.ts";

type C = Context<AppEnv>;

/** Where a shop's page is told by which link its visitor came; the pixel reads it. */
const FRAGMENT = "alongside-bind";

/** What the shop's page posts: the member it signed (docs/pixel.md), as text. */
const CLAIM = ["memberId", "email", "phone", "at", "signature"] as const;

/**
 * `/w/:workspace/bind?token=`: a customer binds their account in a channel to their membership of the shop.
 * `GET` leads to the shop; its page posts back who is logged in, signed; the customer sees whose account it is
 * and confirms. What is posted is never in an address.
 */
export function bindRoutes(deps: Deps): Hono<AppEnv> {
  const tooLarge = () => {
    throw new Failure("TOO_LARGE");
  };
  return new Hono<AppEnv>()
    .use(bodyLimit({ maxSize: 4 * 1024, onError: tooLarge }))
    .get("/", async (c) => {
      const bindee = await bindeeOf(c, deps);
      if (!bindee) return said(c, "bad", 400);
      if (bindee.used) return said(c, "used");
      const shops = await pixelShops(c.get("workspace").db, deps.sealer);
      const origins = shops.flatMap(({ origins: [first] }) => first ?? []);
      return origins.length === 0 ? said(c, "off", 503) : start(c, bindee, origins);
    })
    .post("/", async (c) => {
      const bindee = await bindeeOf(c, deps);
      if (!bindee) return said(c, "bad", 400);
      if (bindee.used) return said(c, "used");
      const form = await formOf(c);
      const claim = await claimOf(c, deps, form);
      if (!claim) return said(c, "unsigned", 400);
      if (form.field("confirmed") === "") return confirm(c, bindee, claim, form);
      return bind(c, deps, bindee, claim);
    });
}

async function bindeeOf(c: C, { sealer }: Deps): Promise<Bindee | null> {
  const link = await openBindingLink(sealer, tokenOf(c), c.get("now"));
  return link && findBindee(c.get("workspace").db, link);
}

const tokenOf = (c: C): string => (c.req.query("token") ?? "").slice(0, 500);

/** What one of the workspace's shops signed within the hour. */
async function claimOf(c: C, { sealer }: Deps, form: Form): Promise<Claim | null> {
  const given = Object.fromEntries(CLAIM.map((name) => [name, form.field(name)]));
  for (const { shopKey } of await pixelShops(c.get("workspace").db, sealer)) {
    const claim = readClaim("identify", given, shopKey, c.get("now"));
    if (typeof claim !== "string") return claim;
  }
  return null;
}

const accountOf = (c: C, { kind, account }: Bindee): string =>
  `${WORDS[languageOf(c)].channel[kind]} ${account}`;

function start(c: C, bindee: Bindee, origins: readonly string[]) {
  const words = WORDS[languageOf(c)];
  const token = tokenOf(c);
  return page(c, {
    title: words.startTitle,
    body: html`<p>${words.start(accountOf(c, bindee))}</p>
      ${origins.map(
        (origin) =>
          html`<p>
            <a class="auth-button" href="${origin}/#${FRAGMENT}=${token}"
              >${words.toShop(new URL(origin).host)}</a
            >
          </p>`,
      )}
      <p class="auth-quiet">${words.startHint}</p>`,
  });
}

/** Whoever was sent somebody else's link sees that it is not their own. */
function confirm(c: C, bindee: Bindee, { values }: Claim, form: Form) {
  const words = WORDS[languageOf(c)];
  return page(c, {
    title: words.confirmTitle,
    body: html`<p>${words.confirm(accountOf(c, bindee), bindee.name ?? "—")}</p>
      <p><strong>${words.memberNo} ${values[0] ?? ""}</strong></p>
      <form method="post" action="${sameUrl(c)}">
        ${CLAIM.map((name): Html => html`<input type="hidden" name="${name}" value="${form.field(name)}" />`)}
        <input type="hidden" name="confirmed" value="1" />
        <button>${words.bind}</button>
      </form>
      <p class="auth-quiet">${words.notYou}</p>`,
  });
}

/** The customer is nobody who signs in: the link and the shop prove who they are. */
async function bind(c: C, deps: Deps, bindee: Bindee, { values }: Claim) {
  const { contactId, issuedAt, region } = bindee;
  const [memberNo = "", email = "", phone = ""] = values;
  const call: Call = {
    db: c.get("workspace").db,
    actor: { kind: "system", name: "webhook" },
    now: c.get("now"),
    operationId: undefined,
    requestId: c.get("requestId"),
    sealer: deps.sealer,
  };
  try {
    await bindByLink(call, { contactId, issuedAt, memberNo, email, phone, region });
    return await said(c, "done");
  } catch (error) {
    const { code } = failureOf(error);
    if (code === "LINK_INVALID") return said(c, "used");
    if (code === "MEMBER_NO_TAKEN") return said(c, "taken", 400);
    if (code === "NOT_FOUND" || code === "MODULE_OFF") return said(c, "bad", 400);
    if (code !== "UNAVAILABLE") throw error;
    const words = WORDS[languageOf(c)];
    return page(c, { title: words.offTitle, status: 503, body: html`<p role="alert">${words.busy}</p>` });
  }
}

function said(
  c: C,
  what: "done" | "used" | "taken" | "bad" | "off" | "unsigned",
  status: 200 | 400 | 503 = 200,
) {
  const words = WORDS[languageOf(c)];
  return page(c, { title: words[`${what}Title`], status, body: html`<p role="status">${words[what]}</p>` });
}
