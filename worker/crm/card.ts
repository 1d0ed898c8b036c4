import { type Context, Hono } from "hono";
import { html, raw } from "hono/html";
import { minorDigits } from "../../shared/money.ts";
import type { ShopMemberItem } from "../../shared/schemas/crm.ts";
import type { AppEnv } from "../app.ts";
import { type Html, languageOf, page } from "../auth/page.ts";
import type { Deps } from "../deps.ts";
import { findCard } from "../domain/crm/card.ts";
import { openLink } from "../domain/crm/link.ts";
import { barsOf, code128 } from "./barcode.ts";
import { bad } from "./phone.ts";
import { WORDS } from "./words.ts";

type C = Context<AppEnv>;

/** On white, as scanners need it, whatever the theme. */
const STYLE = `
.card-name { margin: 0 0 12px; font-size: 18px; font-weight: 600; }
.card-code { margin: 0 0 12px; padding: 8px; background: #fff; border-radius: 8px; }
.card-code svg { display: block; width: 100%; height: 72px; }
.card { margin: 0; display: grid; gap: 8px; }
.card div { display: flex; justify-content: space-between; gap: 12px; }
.card dt { color: var(--quiet); }
.card dd { margin: 0; text-align: right; font-weight: 600; }
`;

/** `GET /w/:workspace/crm/card?token=`: the customer's member card, as the shop's member system last told it. */
export function cardRoutes(deps: Deps): Hono<AppEnv> {
  return new Hono<AppEnv>().get("/", async (c) => {
    const token = (c.req.query("token") ?? "").slice(0, 500);
    const link = await openLink(deps.sealer, "card", token, c.get("now"));
    const card = link && (await findCard(c.get("workspace").db, link.contactId));
    if (!card) return bad(c);
    const words = WORDS[languageOf(c)];
    const { name, member } = card;
    return page(c, {
      title: words.cardTitle,
      style: STYLE,
      body: member
        ? html`<p class="card-name">${name ?? ""}</p>
            ${barcode(member.memberNo)}${facts(c, member)}`
        : html`<p>${words.noCard}</p>`,
    });
  });
}

function barcode(memberNo: string): Html {
  const symbols = code128(memberNo);
  if (!symbols) return html``;
  const { bars, width } = barsOf(symbols);
  const drawn = bars.map(([left, wide]) => `M${left} 0h${wide}v50h-${wide}z`).join("");
  return html`<div class="card-code">
    <svg viewBox="0 0 ${width} 50" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true">
      ${raw(`<path d="${drawn}" fill="#000"/>`)}
    </svg>
  </div>`;
}

function facts(c: C, member: ShopMemberItem): Html {
  const language = languageOf(c);
  const words = WORDS[language];
  const { memberNo, tier, storeCredit, currency, since, at } = member;
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" });
  const rows: [string, string | null][] = [
    [words.memberNo, memberNo],
    [words.tier, tier],
    [
      words.storeCredit,
      storeCredit === null || currency === null
        ? null
        : new Intl.NumberFormat(language, { style: "currency", currency }).format(
            storeCredit / 10 ** minorDigits(currency),
          ),
    ],
    [words.since, since === null ? null : day.format(since)],
  ];
  return html`<dl class="card">
      ${rows.map(([label, value]) =>
        value === null
          ? html``
          : html`<div>
              <dt>${label}</dt>
              <dd>${value}</dd>
            </div>`,
      )}
    </dl>
    <p class="auth-quiet">${words.asOf(day.format(at))}</p>`;
}
