import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { identity, SHOP_KEY } from "../worker/test/fakes/pixel.ts";
import { rowsOf } from "../worker/test/work.ts";
import { type Browser, launchChromium, signIn } from "./browser.ts";
import { type HostInbox, startHost } from "./host/server.ts";
import { emailOf, nameOf, PASSWORD, startServer, type TestServer } from "./server.ts";
import { type Shop, startShop } from "./shop/server.ts";
import { openInbox, setUpSite, shows } from "./surface.ts";

let server: TestServer;
let host: HostInbox;
let shop: Shop;
let browser: Browser;
let inbox: Page;
let panel: Frame;

beforeAll(async () => {
  [server, host, browser] = await Promise.all([startServer(), startHost(), launchChromium()]);
  const { workspace } = server;
  shop = await startShop(server.origin, workspace.slug);
  await workspace.client("admin").connections.addPixel.mutate({
    operationId: newId(Date.now()),
    name: "Shop",
    origins: [shop.origin],
    shopKey: SHOP_KEY,
  });
  await server.tieInbox(host.origin, [1]);
  await setUpSite(browser.context, host.origin, server);
  ({ page: inbox, panel } = await openInbox(browser.context, host.origin, "/app/accounts/1/conversations/1"));
  await signIn(panel, emailOf("agent"), PASSWORD);
  await shows(panel, nameOf(1));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), host?.close(), shop?.close()]);
});

const identify = (page: Page, memberId: string) =>
  page.evaluate(
    (claim) => {
      (globalThis as unknown as { alongside(word: string, facts: unknown): void }).alongside(
        "identify",
        claim,
      );
    },
    identity({ memberId }, Date.now()) as Record<string, unknown>,
  );

test("a customer binds through the shop by the link an agent copied, and the panel says how", async () => {
  await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await panel.getByRole("button", { name: "Copy a binding link" }).click();
  await panel.getByRole("button", { name: "Copy the binding link" }).click();
  const url = await inbox.evaluate(() => navigator.clipboard.readText());
  const page = await browser.context.newPage();
  await page.goto(url);
  await page.getByRole("link", { name: /Go to 127\.0\.0\.1/ }).click();
  await page.getByRole("heading", { name: "A shop" }).waitFor();
  await page.waitForFunction(() => !location.hash);
  // They sign in on another page of the shop; the tab remembers what it came for.
  await page.goto(`${shop.origin}/account`);
  await page.waitForFunction(
    () => (globalThis as unknown as { alongside?: { q?: unknown } }).alongside?.q === undefined,
  );
  await identify(page, "M-2026");
  await page.getByRole("heading", { name: "Is this you?" }).waitFor();
  await page.getByText("M-2026").waitFor();
  expect(page.url()).not.toContain("M-2026");
  expect(await rowsOf(server.workspace, "select 1 from binding")).toEqual([]);
  await page.getByRole("button", { name: "Bind" }).click();
  await page.getByText("You can close this page").waitFor();
  await server.workspace.db.write(["update contact set version = version + 1"]);
  ({ page: inbox, panel } = await openInbox(browser.context, host.origin, "/app/accounts/1/conversations/1"));
  await shows(panel, nameOf(1));
  await panel.getByRole("region", { name: "Bindings" }).getByText("by a binding button").waitFor();
  await panel.getByText("M-2026").first().waitFor();
});
