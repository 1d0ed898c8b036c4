import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, launchChromium, signIn } from "./browser.ts";
import { sourceIdOf } from "./host/server.ts";
import { emailOf, nameOf, PASSWORD, startServer, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let server: TestServer;
let inbox: Server;
let origin: string;
let browser: Browser;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  server = await startServer();
  [inbox, origin] = await startInbox(`${server.origin}/panel?workspace=shop`);
  await server.tieInbox(origin, [1, 2]);
  await server.workspace.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('widgetOrigins', json_array(?), 0)",
      args: [origin],
    },
  ]);
  browser = await launchChromium(null);
  page = await browser.context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await server?.close();
  inbox?.close();
});

/**
 * A page that frames the widget as Chatwoot does a dashboard app. It goes by another name than the
 * server, so that to the browser the widget is a third party, with no storage of its own.
 */
async function startInbox(widget: string): Promise<[Server, string]> {
  const started = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(`<!doctype html><body style="margin: 0"><iframe src="${widget}" width="360" height="800"></iframe>
      <script>
        const frame = document.querySelector("iframe");
        const person = (id, sourceId) => JSON.stringify({ event: "appContext", data: {
          conversation: { id, account_id: 1, inbox_id: 3, contact_inbox: { source_id: sourceId }, meta: {} },
          contact: { id: 1000 + id, name: "Customer " + id, email: null, phone_number: null },
          currentAgent: { id: 1, name: "Agent", email: "agent@shop.test" } } });
        window.tell = (message) => frame.contentWindow.postMessage(message, "*");
        window.tellPerson = (id, sourceId) => tell(person(id, sourceId));
        addEventListener("message", ({ data }) => {
          if (data === "chatwoot-dashboard-app:fetch-info") tellPerson(1, "${sourceIdOf(1)}");
        });
      </script></body>`);
  });
  await new Promise<void>((done) => started.listen(0, "127.0.0.1", done));
  return [started, `http://localhost:${(started.address() as AddressInfo).port}`];
}

async function widgetOf(of: Page): Promise<Frame> {
  const element = await of.waitForSelector("iframe");
  const frame = await element.contentFrame();
  if (!frame) throw new Error("the widget was not framed");
  return frame;
}

test("signs in by a pop-up and shows the conversation Chatwoot told of", async () => {
  await page.goto(origin);
  panel = await widgetOf(page);
  await signIn(panel, emailOf("agent"), PASSWORD);
  await shows(panel, nameOf(1));
  expect(server.calls).toEqual(["panel.open"]);
});

test("follows to the next conversation, and tags in it", async () => {
  await page.evaluate((id) => (window as unknown as Tell).tellPerson(2, id), sourceIdOf(2));
  await shows(panel, nameOf(2));
  const tag = panel.getByRole("combobox", { name: "Add a tag" });
  await tag.fill("VIP");
  await tag.press("Enter");
  await panel.getByRole("button", { name: "Remove tag VIP" }).waitFor();
  const count = () => server.workspace.db.read([{ sql: "select count(*) as n from tagging", args: [] }]);
  await expect.poll(async () => (await count())[0]?.rows).toEqual([{ n: 1 }]);
});

interface Tell {
  tell(message: unknown): void;
  tellPerson(id: number, sourceId: string): void;
}

test("believes its parent about the parent's own origin only", async () => {
  const ref = { inbox: "chatwoot", account: "1", conversation: "1", hints: {} };
  await page.evaluate((message) => (window as unknown as Tell).tell(message), {
    type: "alongside:ref",
    ref: { ...ref, origin: "https://elsewhere.example" },
  });
  await page.evaluate(() => (window as unknown as Tell).tell({ type: "alongside:ref", ref: { inbox: 1 } }));
  await page.evaluate(() => (window as unknown as Tell).tell("{not json"));
  await page.evaluate(() => (window as unknown as Tell).tell({ type: "alongside:theme", theme: "dark" }));
  await panel.waitForFunction(() => document.documentElement.dataset["theme"] === "dark");
  await shows(panel, nameOf(2));
  expect(server.calls.filter((call) => call === "panel.open").length).toBeLessThanOrEqual(3);
});

test("stands in no page that the workspace does not name", async () => {
  const [other, elsewhere] = await startInbox(`${server.origin}/panel?workspace=shop`);
  const stranger = await browser.context.newPage();
  await stranger.goto(elsewhere);
  const frame = await widgetOf(stranger);
  await expect.poll(() => frame.evaluate(() => document.querySelector("main") === null)).toBe(true);
  expect(frame.url()).toMatch(/^chrome-error:/);
  await stranger.close();
  other.close();
});
