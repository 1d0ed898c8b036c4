import { type Context, Hono } from "hono";
import { html } from "hono/html";
import type { AppEnv } from "../app.ts";
import { languageOf, page, sameUrl } from "../auth/page.ts";
import type { Deps } from "../deps.ts";
import { conversationFile } from "../domain/export/file.ts";
import { finishExport } from "../domain/export/finish.ts";
import { type ExportLink, findExportLink } from "../domain/export/link.ts";
import { Failure } from "../domain/failure.ts";
import { callsOf } from "./calls.ts";
import { csvAnswer } from "./csv-answer.ts";
import { WORDS } from "./words.ts";

type C = Context<AppEnv>;

/** Answers that say to whoever holds the link no more than that it does not work. */
const ENDED = new Set(["UNAUTHENTICATED", "FORBIDDEN", "MODULE_OFF", "NOT_FOUND", "LINK_INVALID"]);

/**
 * `GET` and `POST /w/:workspace/files/export?token=`: what a mailed link opens. Opening it uses nothing up,
 * as scanners of mail open every link: the button does, once the file was taken whole. The file is made for
 * the member who mailed it, and only while they may.
 */
export function exportLinkRoutes(deps: Deps): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();

  const linkOf = (c: C) =>
    findExportLink(c.get("workspace").db, c.get("now"), (c.req.query("token") ?? "").slice(0, 200));

  routes.get("/", async (c) => {
    const link = await linkOf(c);
    return link ? offer(c, link) : bad(c);
  });

  routes.post("/", async (c) => {
    const link = await linkOf(c);
    if (!link) return bad(c);
    const { contactId, memberId, language, tokenHash } = link;
    const { call, end } = await callsOf(c, deps);
    const actor = { kind: "behalf", memberId } as const;
    try {
      const file = await conversationFile(() => call(actor), {
        contactId,
        language,
        end: (last) => finishExport(last, { contactId, via: "link", link: tokenHash }),
      });
      return csvAnswer(c, deps, file, end);
    } catch (error) {
      end();
      if (error instanceof Failure && ENDED.has(error.code)) return bad(c);
      throw error;
    }
  });

  return routes;
}

function offer(c: C, { expiresAt }: ExportLink) {
  const language = languageOf(c);
  const words = WORDS[language];
  const until = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  }).format(expiresAt);
  return page(c, {
    title: words.title,
    body: html`<p>${words.text(`${until} UTC`)}</p>
      <form method="post" action="${sameUrl(c)}"><button>${words.download}</button></form>`,
  });
}

function bad(c: C) {
  const words = WORDS[languageOf(c)];
  return page(c, { title: words.badTitle, status: 400, body: html`<p>${words.bad}</p>` });
}
