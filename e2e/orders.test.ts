import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { deliver } from "../worker/test/fakes/shop.ts";
import { failureOfCall } from "../worker/test/workspace.ts";
import { violations } from "./axe.ts";
import { launchForVisitors, openConsole, signIn as signInToConsole } from "./console-visitor.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { emailOf, nameOf, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

const DAY = 86_400_000;

let fixture: Fixture;
let server: TestServer;
let page: Page;
let panel: Frame;
let key: string;

beforeAll(async () => {
  fixture = await startFixture([1, 2]);
  ({ server } = fixture);
  await server.workspace.db.write([
    { sql: "update contact set member_no = '77' where id = ?", args: [fixture.contactOf(1)] },
  ]);
  const made = await server.workspace.client("admin").apiKeys.create.mutate({
    operationId: newId(Date.now()),
    name: "ERP",
    scopes: ["orders:write"],
  });
  key = made.key ?? "";
  ({ page, panel } = await fixture.openAs("agent"));
});
afterAll(() => fixture?.close());

const section = () => panel.getByRole("region", { name: "Cart and orders" });
const go = (conversation: number) => page.click(`[data-test="${conversation}"]`);
const order = (number: string) => section().locator(".order", { hasText: number });

/** Puts orders in as another system does, and opens the conversation anew. */
async function put(orders: Record<string, unknown>[]) {
  const answer = await fetch(`${server.origin}/w/shop/api/v1/orders`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ orders }),
  });
  expect(answer.status).toBe(200);
  await openAnew();
}

async function openAnew() {
  await go(2);
  await shows(panel, nameOf(2));
  await go(1);
  await shows(panel, nameOf(1));
}

const orderOf = (id: string, days: number, change: Record<string, unknown> = {}) => ({
  external_id: id,
  number: id,
  member_no: "77",
  status: "paid",
  total: "1280.00",
  currency: "TWD",
  items: [{ name: `Tent ${id}`, quantity: 2, price: "640.00" }],
  url: `https://shop.test/orders/${id}`,
  placed_at: new Date(Date.now() - days * DAY).toISOString(),
  updated_at: new Date(Date.now() - days * DAY).toISOString(),
  ...change,
});

test("orders of another system show with status, total and items; older ones on request", async () => {
  await section().getByText("No orders in the last 90 days.").waitFor();
  await put([orderOf("A-1", 1), orderOf("A-2", 3, { status: "cancelled" }), orderOf("A-3", 200)]);
  await order("A-1").waitFor();
  expect(await order("A-1").innerText()).toContain("NT$1,280");
  expect(await order("A-2").innerText()).toContain("Cancelled");
  expect(await section().locator(".orders-totals").innerText()).toBe("NT$1,280 1 order");
  expect(await order("A-3").count()).toBe(0);
  await order("A-1").locator("summary").press("Enter");
  await order("A-1").getByText("Tent A-1").waitFor();
  const link = order("A-1").getByRole("link", { name: "Open at the shop: A-1" });
  expect(await link.getAttribute("href")).toBe("https://shop.test/orders/A-1");
  expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
  await section().getByRole("button", { name: "Show older orders" }).click();
  await order("A-3").waitFor();
  await section().getByRole("heading", { name: "Earlier" }).waitFor();
  expect(await section().getByRole("button", { name: "Show older orders" }).count()).toBe(0);
});

test("a checkout of a shop is the cart, until its order comes", async () => {
  const id = await server.workspace.client("admin").connections.addShop.mutate({
    operationId: newId(Date.now()),
    kind: "shopify",
    name: "Shopify",
    domain: "wuyu.myshopify.com",
    webhookSecret: "shop-webhook-secret",
  });
  const shop = { kind: "shopify" as const, id: id.connectionId };
  const at = new Date().toISOString();
  const common = {
    created_at: at,
    updated_at: at,
    currency: "TWD",
    total_price: "99.00",
    customer: { id: 77 },
  };
  const lines = [{ title: "<img src=x onerror=alert(1)>", quantity: 1, price: "99.00" }];
  await deliver(server.workspace, shop, "checkouts/create", { ...common, token: "t1", line_items: lines });
  await server.runJobs();
  await openAnew();
  await section().locator(".cart").getByText("<img src=x onerror=alert(1)>").waitFor();
  await deliver(server.workspace, shop, "orders/create", {
    ...common,
    id: 9,
    name: "#9",
    checkout_token: "t1",
    line_items: lines,
  });
  await server.runJobs();
  await openAnew();
  await order("#9").waitFor();
  await section().getByText("The cart is empty.").waitFor();
});

test("hostile items are text, a picture that is none leaves a gap, and nothing of them runs or leads away", async () => {
  const names = ["<script>alert(1)</script>", "\u202Egnp.exe", "👩‍👩‍👧 杯", "x".repeat(500)];
  await put([
    orderOf("H-1", 0, {
      number: "<b>H-1</b>",
      status: "<i>sent</i>",
      items: names.map((name) => ({
        name,
        quantity: 1,
        price: "1.00",
        picture_url: "https://127.0.0.1:9/x.png",
      })),
    }),
  ]);
  await order("<b>H-1</b>").locator("summary").click();
  expect(await order("<b>H-1</b>").innerText()).toContain("<i>sent</i>");
  await order("<b>H-1</b>").getByText("<script>alert(1)</script>").waitFor();
  expect(await section().locator("script, b, i, img:not(.order-picture)").count()).toBe(0);
  await expect.poll(() => section().locator("img").count()).toBe(0);
  expect(await panel.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  expect(await violations(panel, { of: "[aria-labelledby=orders-heading]" })).toEqual([]);
});

test("who is not bound has no orders, and the panel says what is missing", async () => {
  await go(2);
  await shows(panel, nameOf(2));
  await section().getByText("once the customer has bound this account to the shop").waitFor();
});

test("an admin makes a key that is shown once, and revokes it; a shop is connected; an agent has neither page", async () => {
  const visitors = await launchForVisitors();
  const admin = await openConsole(visitors, server, "settings/api-keys");
  await signInToConsole(admin, emailOf("admin"));
  await admin.page.getByRole("button", { name: "New API key" }).click();
  await admin.page.getByLabel("Name").fill("91APP");
  await admin.page.keyboard.press("Enter");
  const shown = await admin.page.getByLabel("API key", { exact: true }).inputValue();
  expect(shown).toMatch(/^alongside_/);
  await admin.page.getByRole("button", { name: "Done" }).click();
  const row = admin.page.locator(".api-key", { hasText: "91APP" });
  await row.getByText("never used").waitFor();
  expect(await admin.page.content()).not.toContain(shown);
  await row.getByRole("button", { name: "Revoke" }).click();
  await admin.page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await row.locator(".badge").waitFor();
  await admin.goTo("settings/connections");
  await admin.page.getByRole("button", { name: "Add a connection" }).click();
  await admin.page.getByRole("button", { name: /WooCommerce/ }).click();
  await admin.page.getByLabel("Name").fill("Store");
  await admin.page.getByLabel("Address of the shop").fill("www.shop.test/store");
  await admin.page.getByLabel("Webhook secret").fill("secret");
  await admin.page.getByRole("button", { name: "Connect", exact: true }).click();
  const card = admin.page.getByRole("listitem", { name: "Store" });
  expect(await card.getByLabel("Webhook address").inputValue()).toMatch(/\/w\/shop\/shops\/[\w-]+$/);
  const agent = await openConsole(visitors, server, "account");
  await signInToConsole(agent, emailOf("agent"));
  await agent.goTo("settings/api-keys");
  await agent.page.getByText("Your role may not see this page").waitFor();
  expect(await agent.page.getByRole("button", { name: "New API key" }).count()).toBe(0);
  const refused = await failureOfCall(server.workspace.client("agent").apiKeys.list.query({}));
  expect(refused.code).toBe("FORBIDDEN");
  expect([...admin.problems, ...agent.problems]).toEqual([]);
  await visitors.close();
});
