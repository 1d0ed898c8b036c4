import { createHash } from "node:crypto";
import { html, raw } from "hono/html";

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 15px/1.6 system-ui, sans-serif; max-width: 34em; margin: 15vh auto 0; padding: 0 24px; }
  h1 { font-size: 20px; }
  a { color: LinkText; }
`;

/** The landing page's own policy: nothing but the one style that is written in it. */
export const LANDING_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** What a person who opens the server's address sees. */
export function landing(demoUrl: string | null) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Alongside</title>
        ${raw(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <h1>Alongside</h1>
        <p>The customer beside the chat. 對話旁邊，就是顧客。</p>
        <p><a href="/console">Console · 管理後台</a></p>
        ${demoUrl === null ? "" : html`<p><a href="${demoUrl}">Demo inbox · 示範收件匣</a></p>`}
      </body>
    </html>`;
}
