import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { chatting } from "../worker/test/fakes/pixel.ts";
import { rowsOf } from "../worker/test/work.ts";
import { type Browser, panelOf } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { type HostInbox, sourceIdOf } from "./host/server.ts";
import { nameOf, type TestServer } from "./server.ts";
import { type Shop, startShop } from "./shop/server.ts";
import { shows } from "./surface.ts";

let fixture: Fixture;
let server: TestServer;
let host: HostInbox;
let shop: Shop;
let browser: Browser;
let inbox: Page;
let panel: Frame;

/** Customer 1 writes from the shop's website, customer 2 from LINE. */
beforeAll(async () => {
  fixture = await startFixture([1, 2]);
  ({ server, host, browser } = fixture);
  const { workspace } = server;
  shop = await startShop(server);
  const channelId = newId(Date.now());
  await workspace.db.write([
    {
      sql: "insert into channel (id, kind, account_id, name, created_at, updated_at) values (?, 'website', 'www', 'Web', 1, 1)",
      args: [channelId],
    },
    { sql: "update contact set channel_id = ? where id = ?", args: [channelId, fixture.contactOf(1)] },
    {
      sql: "insert into channel_route (connection_id, account_key, channel_id) select id, '1/4', ? from connection",
      args: [channelId],
    },
    {
      sql: `insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at)
        values ('chatwoot', ?, '1', '1', ?, 'webhook', 1)`,
      args: [host.origin, fixture.contactOf(1)],
    },
  ]);
  ({ page: inbox, panel } = await fixture.openAs("agent"));
});
afterAll(async () => {
  await fixture?.close();
  await shop?.close();
});

const section = () => panel.getByRole("region", { name: "Last message page" });
const stored = () => rowsOf(server.workspace, "select url, title from website_presence");

async function chatOn(path: string, page?: Page): Promise<Page> {
  const shown = page ?? (await browser.context.newPage());
  await shown.goto(shop.origin + path);
  await shown.evaluate(
    (facts) => (globalThis as unknown as { alongside(...args: unknown[]): void }).alongside("chat", facts),
    chatting(sourceIdOf(1), Date.now()),
  );
  return shown;
}

test("a customer's page shows while they have it open, and they are offline once they closed it", async () => {
  await section().getByText("No page has been reported yet").waitFor();
  const page = await chatOn("/tents");
  const link = section().getByRole("link");
  await link.waitFor({ timeout: 15_000 });
  expect(await link.getAttribute("href")).toBe(`${shop.origin}/tents`);
  expect(await link.getAttribute("rel")).toContain("noopener");
  await chatOn("/stoves", page);
  await section()
    .getByRole("link", { name: /Page \/stoves/ })
    .waitFor({ timeout: 10_000 });
  await page.close({ runBeforeUnload: true });
  await expect.poll(stored, { timeout: 5000 }).toEqual([{ url: null, title: null }]);
  await section().getByText("Customer is offline").waitFor({ timeout: 10_000 });
  expect(await section().getByRole("link").count()).toBe(0);
  await chatOn("/back");
  await section()
    .getByRole("link", { name: /Page \/back/ })
    .waitFor({ timeout: 10_000 });
});

test("other channels have no such section, and without the pixel nobody has", async () => {
  await inbox.click('[data-test="2"]');
  await shows(panel, nameOf(2));
  expect(await section().count()).toBe(0);
  const switched = (pixel: boolean, seen: number | null) =>
    server.workspace.client("admin").settings.set.mutate({
      operationId: newId(Date.now()),
      name: "modules",
      value: { pixel, cdp: false, omo: false, crm: false, export: true },
      seen,
    });
  await switched(false, null);
  await inbox.reload();
  panel = await panelOf(inbox);
  await inbox.click('[data-test="1"]');
  await shows(panel, nameOf(1));
  expect(await section().count()).toBe(0);
});
