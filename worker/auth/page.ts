import type { Context } from "hono";
import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { AppEnv } from "../app.ts";
import { workspaceName } from "../domain/settings/name.ts";
import { newToken } from "../domain/sessions/token.ts";
import { STYLE } from "./style.ts";
import { chooseLanguage, type Language, WORDS, type Words } from "./words.ts";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export const languageOf = (c: Context<AppEnv>): Language =>
  chooseLanguage(c.req.query("lang"), c.req.header("Accept-Language"));

export const wordsOf = (c: Context<AppEnv>): Words => WORDS[languageOf(c)];

/** What the sign-in pages call the workspace. */
export async function nameOf(c: Context<AppEnv>): Promise<string> {
  const { db, name } = c.get("workspace");
  return (await workspaceName(db)) ?? name;
}

/** Without a script and without anything from elsewhere; nothing may frame it. */
export async function page(
  c: Context<AppEnv>,
  options: {
    title: string;
    body: Html;
    status?: 200 | 400 | 401 | 403 | 429 | 503 | 507;
    formMayGoTo?: string;
    style?: string;
  },
) {
  const nonce = newToken();
  const language = languageOf(c);
  protect(c);
  c.header(
    "Content-Security-Policy",
    [
      "default-src 'none'",
      `style-src 'nonce-${nonce}'`,
      // A browser checks where the form's answer redirects to as well.
      `form-action 'self'${options.formMayGoTo ? ` ${options.formMayGoTo}` : ""}`,
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join("; "),
  );
  return c.html(
    html`<!doctype html>
      <html lang="${language}">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${options.title}</title>
          <style nonce="${nonce}">
            ${raw(STYLE)}${raw(options.style ?? "")}
          </style>
        </head>
        <body>
          <main>
            <p class="auth-workspace">${await nameOf(c)}</p>
            <h1>${options.title}</h1>
            ${options.body}
          </main>
          <footer class="auth-language">
            <a href="${switchUrl(c, language)}" lang="${otherLanguage(language)}"
              >${WORDS[language].otherLanguage}</a
            >
          </footer>
        </body>
      </html>`,
    options.status ?? 200,
  );
}

/** For every answer of the sign-in pages: kept nowhere, framed by nobody, told to nobody. */
export function protect(c: Context<AppEnv>): void {
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "no-referrer");
  c.header("X-Content-Type-Options", "nosniff");
  c.header("X-Frame-Options", "DENY");
}

const otherLanguage = (language: Language): Language => (language === "en" ? "zh-TW" : "en");

function switchUrl(c: Context<AppEnv>, language: Language): string {
  const url = new URL(c.req.url);
  url.searchParams.set("lang", otherLanguage(language));
  return `${url.pathname}${url.search}`;
}

/** The address of this page again, for its form. */
export function sameUrl(c: Context<AppEnv>, changes: Record<string, string> = {}): string {
  const url = new URL(c.req.url);
  for (const [name, value] of Object.entries(changes)) url.searchParams.set(name, value);
  return `${url.pathname}${url.search}`;
}

export const alert = (message: string | null): Html =>
  message === null ? html`` : html`<p class="auth-alert" role="alert" id="alert">${message}</p>`;
