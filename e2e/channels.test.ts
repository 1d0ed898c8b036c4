import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePortPair } from "../scripts/free-port.ts";
import { newId } from "../worker/domain/id.ts";
import { nodeConfig } from "../worker/runtime/node-env.ts";
import { type NodeServer, startNodeServer } from "../worker/runtime/node-server.ts";
import { type Browser, launchChromium, panelOf, signIn } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import type { HostInbox } from "./host/server.ts";
import { nameOf, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

const HOSTILE = `<img src=x onerror="document.title='taken'"> \u202e${"長".repeat(200)} 😀`;
const HOUR = 3_600_000;

let fixture: Fixture;
let server: TestServer;
let host: HostInbox;
let browser: Browser;
let page: Page;
let panel: Frame;

/** Conversations 1 to 4 are one person's. */
async function makePerson(): Promise<void> {
  const { db } = server.workspace;
  const of = fixture.contactOf;
  const link = (account: string, conversation: number) => ({
    sql: "insert into inbox_link values ('chatwoot', ?, ?, ?, ?, 'webhook', null, 0)",
    args: [host.origin, account, String(conversation), of(conversation)],
  });
  await db.write([
    { sql: "update contact set customer_id = (select customer_id from contact where id = ?)", args: [of(1)] },
    { sql: "update contact set last_customer_at = ?", args: [Date.now() - 30 * 24 * HOUR] },
    link("1", 1),
    link("1", 2),
    link("2", 3),
    { sql: "update contact set unsubscribed_by_team_at = 1 where id = ?", args: [of(2)] },
    { sql: "update channel set name = ?", args: [HOSTILE] },
    {
      sql: "insert into binding (id, contact_id, kind, state, how, at) values (?, ?, 'social', 'bound', 'pixel', ?)",
      args: [newId(1), of(1), Date.now() - HOUR],
    },
  ]);
  const { attributes } = server.workspace.client("admin");
  for (const [name, type] of [
    ["鞋碼", "number"],
    ["下次預約", "datetime"],
    ["電子報", "boolean"],
  ] as const)
    await attributes.define.mutate({ name, type, operationId: newId(Date.now()) });
}

beforeAll(async () => {
  fixture = await startFixture([1, 2, 3, 4]);
  ({ server, host, browser } = fixture);
  await makePerson();
  ({ page, panel } = await fixture.openAs("agent"));
});
afterAll(() => fixture?.close());

const channel = (conversation: number) => panel.locator(".channel", { hasText: nameOf(conversation) });
const attribute = (name: string) => panel.locator(".attribute", { hasText: name });
const button = (name: string | RegExp) => panel.getByRole("button", { name });

test("each channel stands as it is, and says where its conversation is", async () => {
  await expect.poll(() => panel.locator(".channel").count()).toBe(4);
  await channel(1).getByText("This conversation").waitFor();
  await channel(2).getByText("Unsubscribed").waitFor();
  await channel(3).getByText("in another account of this inbox").waitFor();
  await channel(4).getByText("This inbox has no conversation").waitFor();
  expect(await panel.title()).not.toBe("taken");
  await panel
    .locator(".binding", { hasText: "Social identity binding" })
    .getByText("by the shop’s pixel")
    .waitFor();
  expect(await panel.locator(".binding").count()).toBe(3);
  await button("What these times mean").click();
  await panel.getByText("Bots and templates do not count").waitFor();
});

test("a value is edited by its type; 0 is not unset; its history goes back with one click", async () => {
  const edit = async (name: string, text: string) => {
    await attribute(name)
      .getByRole("button", { name: `Edit ${name}` })
      .click();
    await attribute(name).getByRole("textbox").fill(text);
    await page.keyboard.press("Enter");
  };
  await edit("鞋碼", "large");
  await attribute("鞋碼").getByText("This is not a number.").waitFor();
  await attribute("鞋碼").getByRole("textbox").fill("0");
  await page.keyboard.press("Enter");
  await attribute("鞋碼")
    .locator(".attribute-text", { hasText: /^0\s*$/ })
    .waitFor();
  await edit("鞋碼", "24.5");
  await attribute("鞋碼").locator(".attribute-text", { hasText: "24.5" }).waitFor();

  await attribute("鞋碼").getByRole("button", { name: "History of 鞋碼" }).click();
  const history = panel.getByRole("group", { name: "History of 鞋碼" });
  await history.getByRole("button", { name: "Put back" }).click();
  await attribute("鞋碼")
    .locator(".attribute-text", { hasText: /^0\s*$/ })
    .waitFor();
  await expect.poll(() => history.getByRole("listitem").count()).toBe(3);

  await attribute("電子報").getByRole("button", { name: "Edit 電子報" }).click();
  await attribute("電子報").getByRole("radio", { name: "No", exact: true }).check();
  await attribute("電子報").getByRole("button", { name: "Save" }).click();
  await attribute("電子報").locator(".attribute-text", { hasText: "No" }).waitFor();
  await attribute("下次預約").getByText("Not set").waitFor();
});

test("a profile's value goes back to what it was", async () => {
  const email = panel.locator(".profile-row", { hasText: "Email" });
  for (const value of ["old@shop.test", "new@shop.test"]) {
    await button("Edit Email").click();
    await panel.getByRole("textbox", { name: "Email" }).fill(value);
    await page.keyboard.press("Enter");
    await email.locator(".profile-text", { hasText: value }).waitFor();
  }
  await email.getByRole("button", { name: "History of Email" }).click();
  await panel
    .getByRole("group", { name: "History of Email" })
    .getByRole("button", { name: "Put back" })
    .click();
  await email.locator(".profile-text", { hasText: "old@shop.test" }).waitFor();
});

test("who may not edit sees the values and their history, and changes nothing", async () => {
  const { db } = server.workspace;
  await db.write([
    "insert into permission_override values ('agent', 'profile:edit', 0, 0)",
    "update contact set version = version + 1",
  ]);
  await page.reload();
  panel = await panelOf(page);
  await shows(panel, nameOf(1));
  await attribute("鞋碼").getByRole("button", { name: "History of 鞋碼" }).click();
  await panel.getByRole("group", { name: "History of 鞋碼" }).getByText("24.5").waitFor();
  expect(await button(/^Edit /).count()).toBe(0);
  expect(await button("Put back").count()).toBe(0);
  await db.write(["delete from permission_override"]);
});

test("goes to the other channel's conversation in this inbox, and says why it cannot", async () => {
  await server.workspace.db.write([
    { sql: "update contact set deleted_at = 1 where id = ?", args: [fixture.contactOf(2)] },
  ]);
  await channel(2).getByRole("button", { name: "Go to conversation" }).click();
  await panel.getByText("That conversation has been deleted.").waitFor();
  expect(new URL(page.url()).pathname).toBe("/app/accounts/1/conversations/1");
  await server.workspace.db.write(["update contact set deleted_at = null, version = version + 1"]);
  await channel(2).getByRole("button", { name: "Go to conversation" }).click();
  await page.waitForURL("**/app/accounts/1/conversations/2");
  panel = await panelOf(page);
  await shows(panel, nameOf(2));
});

test("in the demo inbox too: from the extension's panel, and from the page that frames the widget", async () => {
  const data = await mkdtemp(join(tmpdir(), "alongside-channels-"));
  const port = await freePortPair();
  const env = { ...process.env, PORT: String(port), ALONGSIDE_DATA: data, ALONGSIDE_DEMO: "on" };
  const [demo, plain]: [NodeServer, Browser] = await Promise.all([
    startNodeServer(nodeConfig(env)),
    launchChromium(null),
  ]);
  try {
    const { email = "", password = "" } = demo.demo?.access?.members.agent ?? {};
    const goes = async (inbox: Page, find: (inbox: Page) => Promise<Frame>) => {
      await inbox.goto(demo.demo?.url ?? "");
      await inbox.locator(".demo-entry", { hasText: "林怡君" }).first().click();
      const beside = await find(inbox);
      await signIn(beside, email, password);
      await shows(beside, "林怡君");
      const instagram = beside.locator(".channel", { hasText: "Instagram" });
      await instagram.getByRole("button", { name: "Go to conversation" }).click();
      await shows(beside, "yijun.slow.hike");
      expect(await inbox.locator(".demo-who h2").textContent()).toBe("yijun.slow.hike");
    };
    await goes(await browser.context.newPage(), panelOf);
    await goes(await plain.context.newPage(), async (inbox) => {
      const frame = await (await inbox.waitForSelector(".demo-panel-frame")).contentFrame();
      if (!frame) throw new Error("the demo inbox frames no panel");
      return frame;
    });
  } finally {
    await plain.close();
    await demo.stop();
    await rm(data, { recursive: true, force: true });
  }
});
