import type { BrowserContext, Frame, Page } from "playwright-core";
import { launchChromium, signIn } from "../e2e/browser.ts";
import { launchForVisitors, openConsole, signIn as signInToConsole } from "../e2e/console-visitor.ts";
import { startHost } from "../e2e/host/server.ts";
import { emailOf, PASSWORD, startServer, type TestServer } from "../e2e/server.ts";
import { openInbox, setUpSite } from "../e2e/surface.ts";
import { fillConsole, fillContact } from "../worker/test/hostile/fill.ts";
import { PAYLOADS } from "../worker/test/hostile/payloads.ts";
import { keep, type Run } from "./suite.ts";

/** In lists of a screen, payloads side by side. */
const MANY = 12;
const CONSOLE_ROWS = 40;

/**
 * Payloads in every field that reaches a screen, stored past all checks, in real Chromium: each in turn in
 * every single field of a customer in the panel, the next ones in its lists; then in the console's lists.
 * Nothing may run, ask a stranger, or become an element, a handler or a link other than ours.
 */
export async function run({ seed, size }: Run): Promise<string> {
  const all = PAYLOADS.map((_, i) => PAYLOADS[(i + seed) % PAYLOADS.length] ?? "");
  const single = size === "full" ? all : all.slice(0, 4);
  const rounds = Math.ceil((size === "full" ? all.length : CONSOLE_ROWS) / CONSOLE_ROWS);
  const server = await startServer();
  await server.workspace.db.write([
    `insert into setting (name, value, updated_at) values ('modules', '{"pixel":true,"cdp":true,"omo":true,"crm":true,"export":true}', 0)`,
  ]);
  const shown = await inPanel(server, single, all);
  const pages = await inConsole(server, all, rounds);
  await server.close();
  return `${single.length} customers with ${shown.toLocaleString("en")} elements looked at, ${pages} console pages, ${PAYLOADS.length} payloads: 0 ran`;
}

async function inPanel(server: TestServer, single: string[], all: string[]): Promise<number> {
  const [host, browser] = await Promise.all([startHost(), launchChromium()]);
  try {
    const memberId = server.workspace.memberId("admin");
    await setUpSite(browser.context, host.origin, server);
    const asked = strangers(browser.context);
    const { page, panel } = await openInbox(browser.context, host.origin, "/app/accounts/1/conversations/0");
    await signIn(panel, emailOf("admin"), PASSWORD);
    await panel.evaluate(setTrap);
    let elements = 0;
    for (const [i, payload] of single.entries()) {
      const conversation = i + 1;
      const many = Array.from({ length: MANY }, (_, n) => all[(i * MANY + n) % all.length] ?? "");
      const place = { conversation, origin: host.origin, memberId, authorName: payload };
      await fillContact(server.workspace.db, place, payload, many);
      await open(page, panel, conversation);
      await unfold(panel);
      const { wrong, count, texts } = await panel.evaluate(lookForTraces);
      keep(wrong.length === 0, `${JSON.stringify(payload)} in the panel: ${wrong.join(" | ")}`);
      for (const text of many) {
        keep(texts.includes(plain(text)), `the panel does not show ${JSON.stringify(text)} as it is written`);
      }
      elements += count;
    }
    keep(asked.length === 0, `strangers were asked: ${asked.join(" ")}`);
    return elements;
  } finally {
    await browser.close();
    await host.close();
  }
}

async function open(page: Page, panel: Frame, conversation: number): Promise<void> {
  await page.evaluate(
    (path) => history.pushState({}, "", path),
    `/app/accounts/1/conversations/${conversation}`,
  );
  await panel.locator(".head-id", { hasText: `U${conversation} ` }).waitFor({ timeout: 20_000 });
  await panel.locator(".event").first().waitFor({ timeout: 20_000 });
}

/** Opens whatever can be opened without changing anything. */
async function unfold(panel: Frame): Promise<void> {
  const folded = panel.locator('button[aria-expanded="false"]:visible:not([aria-haspopup]), summary:visible');
  const count = Math.min(await folded.count(), 30);
  for (let i = 0; i < count; i++) {
    const next = folded.first();
    if ((await next.count()) === 0) break;
    await next.click({ timeout: 2000 }).catch(() => undefined);
  }
  await panel.page().waitForTimeout(150);
}

async function inConsole(server: TestServer, all: string[], rounds: number): Promise<number> {
  const browser = await launchForVisitors();
  try {
    let pages = 0;
    const { workspace } = server;
    for (let round = 0; round < rounds; round++) {
      const rows = Array.from(
        { length: CONSOLE_ROWS },
        (_, i) => all[(round * CONSOLE_ROWS + i) % all.length],
      );
      await workspace.db.write(
        ["deletion", "audit", "attribute_definition", "branch", "api_key", "channel_route", "connection"].map(
          (table) => `delete from ${table}`,
        ),
      );
      await workspace.db.write(["delete from member where id not in (select member_id from session)"]);
      await fillConsole(
        workspace.db,
        rows.map((text) => text ?? ""),
      );
      const visitor = await openConsole(browser, server, "account");
      const asked = strangers(visitor.context);
      await signInToConsole(visitor, emailOf("admin"));
      await visitor.page.evaluate(setTrap);
      const paths = await visitor.page
        .locator("nav a[href^='#/']")
        .evaluateAll((links) => links.map((link) => (link.getAttribute("href") ?? "").slice(2)));
      keep(paths.length > 8, "the console's navigation names its pages");
      for (const path of paths) {
        await visitor.goTo(path);
        await visitor.page.locator(".page-title").waitFor();
        await visitor.page.waitForLoadState("networkidle");
        const { wrong } = await visitor.page.evaluate(lookForTraces);
        keep(wrong.length === 0, `in the console at ${path}: ${wrong.join(" | ")}`);
        pages++;
      }
      keep(visitor.problems.length === 0, `the console did not expect: ${visitor.problems.join(" | ")}`);
      keep(asked.length === 0, `strangers were asked: ${asked.join(" ")}`);
      await visitor.context.close();
    }
    return pages;
  } finally {
    await browser.close();
  }
}

/** Requests to, windows of, and questions by whatever a payload started. */
function strangers(context: BrowserContext): string[] {
  const seen: string[] = [];
  context.on("request", (request) => {
    if (request.url().includes("xss.invalid")) seen.push(request.url());
  });
  const watch = (page: Page) =>
    page.on("dialog", (dialog) => {
      seen.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
  context.pages().forEach(watch);
  context.on("page", watch);
  return seen;
}

interface Trapped {
  trapped?: string[];
  hacked?: unknown;
}

/** Runs in the page: notes whatever the page's own policy had to stop. */
function setTrap(): void {
  const trapped: string[] = [];
  (globalThis as Trapped).trapped = trapped;
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) =>
    trapped.push(`stopped by the policy: ${violatedDirective} ${blockedURI} ${sample}`),
  );
}

/** What a text looks like where white space folds. */
const plain = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** Runs in the page: everything that a payload has become, and the texts that are shown. */
function lookForTraces(): { wrong: string[]; count: number; texts: string } {
  const { trapped = ["no trap was set"], hacked } = globalThis as Trapped;
  const wrong = [...trapped, ...(hacked === undefined ? [] : ["a script ran"])];
  const all = [...document.querySelectorAll("*")];
  const links = [
    "href",
    "src",
    "action",
    "formaction",
    "xlink:href",
    "data",
    "poster",
    "srcdoc",
    "background",
  ];
  for (const element of all) {
    const tag = element.outerHTML.slice(0, 120);
    if (element.hasAttribute("data-xss")) wrong.push(`an element: ${tag}`);
    for (const { name, value } of element.attributes) {
      if (name.startsWith("on")) wrong.push(`a handler: ${tag}`);
      if (!links.includes(name)) continue;
      const url = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI) : null;
      const allowed = ["http:", "https:", "chrome-extension:", "mailto:", "tel:"];
      if (!url || !allowed.includes(url.protocol)) wrong.push(`a link: ${tag}`);
    }
  }
  const fields = [...document.querySelectorAll<HTMLInputElement>("input, textarea")].map(
    ({ value }) => value,
  );
  const texts = [document.body.textContent ?? "", ...fields].join(" ").replaceAll(/\s+/g, " ");
  return { wrong, count: all.length, texts };
}
