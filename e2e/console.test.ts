import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { failureOfCall, insertContact } from "../worker/test/workspace.ts";
import { CHROMIUM_ID } from "../shared/extension-ids.ts";
import { violations } from "./axe.ts";
import { launchChromium } from "./browser.ts";
import { launchForVisitors, openConsole, signIn, type Visitor } from "./console-visitor.ts";
import { emailOf, PASSWORD, startServer, type TestServer } from "./server.ts";

const PAGES = [
  "settings/members",
  "settings/roles",
  "settings/connections",
  "settings/masking",
  "settings/modules",
  "settings/workspace",
  "settings/system",
  "audit",
  "account",
];

let browser: Browser;
let server: TestServer;
let visitors: Visitor[];

beforeAll(async () => {
  browser = await launchForVisitors();
});
afterAll(() => browser.close());

beforeEach(async () => {
  server = await startServer();
  visitors = [];
});
afterEach(leave);

async function leave(): Promise<void> {
  for (const { context } of visitors) await context.close();
  await server.close();
  expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
  expect(server.workspace.reported).toEqual([]);
}

async function visitor(path?: string): Promise<Visitor> {
  const opened = await openConsole(browser, server, path);
  visitors.push(opened);
  return opened;
}

async function signedIn(role: Parameters<typeof emailOf>[0], path?: string): Promise<Visitor> {
  const opened = await visitor(path);
  await signIn(opened, emailOf(role));
  return opened;
}

const operationId = () => newId(Date.now());

test("signing in leads back to the page one wanted, and leaves no code in the address", async () => {
  const { page, heading } = await signedIn("admin", "settings/roles");
  await heading("Roles and rights").waitFor();
  expect(page.url()).toBe(`${server.origin}/console?workspace=shop#/settings/roles`);
  expect(await page.title()).toBe("Roles and rights · Alongside");

  await page.goto(`${server.origin}/console`);
  await heading("Members").waitFor();
  await page.getByRole("button", { name: "The admin Admin" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("a member is invited, accepts, and has the rights of the next role at once", async () => {
  const { page: admin } = await signedIn("admin", "settings/members");
  await admin.getByRole("button", { name: "Invite a member" }).click();
  await admin.getByRole("button", { name: "Make the link" }).click();
  await admin.getByText("Please fill this in.").waitFor();
  await admin.getByLabel("Name").fill("Lin Yi");
  await admin.getByLabel("Email").fill("Lin@Shop.test");
  await admin.keyboard.press("Enter");
  const link = await admin.getByLabel("One-time link", { exact: true }).inputValue();
  await admin.getByRole("button", { name: "Done" }).click();
  const row = admin.getByRole("listitem", { name: "Lin Yi" });
  expect(await row.innerText()).toContain("Invited");

  const { page, heading } = await visitor();
  await page.goto(link);
  await page.locator('input[type="password"]').fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Open the console" }).click();
  // The invitation signed the browser in: no password again.
  await page.getByRole("button", { name: "Sign in" }).click();
  await heading("My account").waitFor();
  expect(await page.getByRole("navigation").getByRole("link").allInnerTexts()).toEqual(["My account"]);

  await row.getByLabel("Role of Lin Yi").selectOption({ label: "Admin" });
  await admin.getByText("Lin Yi is now Admin.").waitFor();
  await page.reload();
  await heading("Members").waitFor();

  await row.getByRole("button", { name: "Actions for Lin Yi" }).click();
  await admin.getByRole("menuitem", { name: "Disable" }).click();
  await admin.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await admin.getByText("Lin Yi is disabled and signed out.").waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

test("the last admin stays one, and the page says why", async () => {
  const { page } = await signedIn("admin", "settings/members");
  const role = page.getByLabel("Role of The admin");
  await role.selectOption("sales");
  await page.getByText("The admin is the last active admin. Make somebody else admin first.").waitFor();
  expect(await role.inputValue()).toBe("admin");
});

test("a right flipped with the keyboard is enforced with the next call, and undo gives it back", async () => {
  const { contactId } = await insertContact(server.workspace.db, Date.now());
  const tag = () =>
    server.workspace
      .client("agent")
      .tags.applyTag.mutate({ operationId: operationId(), contactId, name: "VIP", confirmed: true });
  await tag();

  const { page } = await signedIn("admin", "settings/roles");
  const start = page.getByRole("checkbox", { name: "See the customer panel: Admin" });
  await start.focus();
  for (const key of ["ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await page.keyboard.press("Space");
  await page.getByText("Agent may no longer: Apply and remove tags").waitFor();
  await page.getByText("Different from the default: 1").waitFor();
  expect(await failureOfCall(tag())).toMatchObject({ code: "FORBIDDEN" });

  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Everything is as by default").waitFor();
  await tag();

  const locked = page.getByRole("checkbox", { name: /^Manage members.*: Admin \(Always on/ });
  await locked.click({ force: true });
  expect(await locked.isChecked()).toBe(true);
});

test("an agent is offered no settings, shown none and answered none", async () => {
  const { page, heading, goTo } = await signedIn("agent");
  expect(await page.getByRole("navigation").getByRole("link").allInnerTexts()).toEqual(["My account"]);
  for (const path of PAGES.filter((path) => path.startsWith("settings"))) {
    await goTo(path);
    await heading("Your role may not see this page").waitFor();
  }
  const { settings, members, permissions, connections } = server.workspace.client("agent");
  const calls = [
    settings.get.query({}),
    members.list.query({}),
    permissions.matrix.query(),
    connections.list.query({}),
  ];
  const failures = await Promise.all(calls.map((call: Promise<unknown>) => failureOfCall(call)));
  for (const failure of failures) expect(failure).toMatchObject({ code: "FORBIDDEN" });
});

test("a module that is switched off is off for everybody at once, and can be taken back", async () => {
  const { page } = await signedIn("admin", "settings/modules");
  const exporting = page.getByRole("switch", { name: "Conversation export" });
  await exporting.click();
  await page.getByText("Conversation export is off.").waitFor();
  expect((await server.workspace.client("agent").members.me.query({})).modules).toEqual(["pixel"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Conversation export is on.").waitFor();
  expect(await exporting.getAttribute("aria-checked")).toBe("true");
});

test("a role's mask holds from its next request on", async () => {
  const { page } = await signedIn("admin", "settings/masking");
  await page.getByRole("checkbox", { name: "Email, masked for Agent" }).click();
  await page.getByText("Agent: Email is masked.").waitFor();
  expect((await server.workspace.client("agent").members.me.query({})).masks).toEqual(["email"]);
});

test("a revoked session ends with its next click", async () => {
  const { page } = await signedIn("agent", "account");
  const { page: other, goTo } = await signedIn("agent", "account");
  await page.reload();
  await page.getByRole("button", { name: "Revoke all others" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke all others" }).click();
  await page.getByText("You are signed in nowhere else.").waitFor();
  expect(await page.getByRole("listitem").filter({ hasText: "This one" }).count()).toBe(1);

  await goTo("account");
  await other.reload();
  await other.getByText("You are signed out. Sign in to go on.").waitFor();
  expect(await failureOfCall(server.workspace.client("agent").members.me.query())).toMatchObject({
    code: "UNAUTHENTICATED",
  });
  await page.reload();
  await page.getByText("You are signed in nowhere else.").waitFor();
});

test("the pages that may show the widget are the ones an admin entered", async () => {
  const { page } = await signedIn("admin", "settings/workspace");
  const field = page.getByLabel("Pages that may show the widget");
  await field.fill("chat.shop.tw/app\nnot an address");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Line 2 is not a web address: not an address").waitFor();
  await field.fill("chat.shop.tw/app");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Pages that may show the widget: 1.").waitFor();
  expect(await field.inputValue()).toBe("https://chat.shop.tw");

  const panel = await fetch(`${server.origin}/panel?workspace=shop`);
  expect(panel.headers.get("Content-Security-Policy")).toContain("frame-ancestors https://chat.shop.tw");
});

test("a LINE connection has a webhook that answers, until it is switched off", async () => {
  const { page } = await signedIn("admin", "settings/connections");
  await page.getByRole("button", { name: "Add a connection" }).click();
  await page.getByRole("button", { name: /^LINE/ }).click();
  await page.getByLabel("Name").fill("Shop LINE");
  await page.getByLabel("Channel secret").fill("a secret");
  await page.getByLabel("Channel access token").fill("a token");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const webhook = await page.getByLabel("Webhook address", { exact: true }).inputValue();
  const post = async () => (await fetch(webhook, { method: "POST", body: "{}" })).status;
  expect(await post()).toBe(401);

  await page.getByRole("button", { name: "Actions for Shop LINE" }).click();
  await page.getByRole("menuitem", { name: "Switch off" }).click();
  await page.getByText("Shop LINE is switched off.").waitFor();
  expect(await post()).toBe(404);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Shop LINE is switched on.").waitFor();
  expect(await post()).toBe(401);
});

test("a Chatwoot connection says what is wrong with it, and begins to fetch its history", async () => {
  const { page } = await signedIn("admin", "settings/connections");
  await page.getByRole("button", { name: "Add a connection" }).click();
  await page.getByRole("button", { name: "Chatwoot" }).click();
  await page.getByLabel("Name").fill("Team inbox");
  await page.getByLabel("Address of your Chatwoot").fill("chat");
  await page.getByLabel("Account number").fill("1");
  await page.keyboard.press("Enter");
  await page.getByText("This is not a web address.").waitFor();
  await page.waitForSelector("#connection-origin:focus");
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("https://chat.shop.test");
  await page.keyboard.press("Enter");

  const card = page.getByRole("listitem", { name: "Team inbox" });
  await card.getByText("Conversations from before the connection are not here yet.").waitFor();
  await card.getByRole("button", { name: "Fetch the history" }).click();
  await card.getByText("Waiting to begin").waitFor();
  await server.workspace.db.write([
    `update job set state = 'running', progress = '{"conversationsDone":25,"conversationsTotal":100,"messages":400,"skipped":0}'`,
  ]);
  await card.getByText("Conversations 25 of 100, messages 400").waitFor();
  expect(await card.getByRole("progressbar", { name: "History" }).getAttribute("aria-valuenow")).toBe("25");
});

test("a chosen language stays, and holds for every page", async () => {
  const { page, heading } = await signedIn("admin");
  await page.getByRole("button", { name: "The admin Admin" }).click();
  await page.getByRole("menuitemradio", { name: "繁體中文" }).click();
  await heading("成員").waitFor();
  await page.reload();
  await heading("成員").waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("zh-TW");
});

test("on a narrow window the navigation is a drawer that closes and gives the focus back", async () => {
  const { page, heading } = await signedIn("admin");
  await page.setViewportSize({ width: 360, height: 740 });
  const members = page.getByRole("link", { name: "Members" });
  await members.waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Menu" }).focus();
  await page.keyboard.press("Enter");
  await members.waitFor();
  await members.focus();
  await page.keyboard.press("Escape");
  await page.waitForSelector(".console-bar button[aria-expanded=false]:focus");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Roles and rights" }).click();
  await heading("Roles and rights").waitFor();
  await page.waitForSelector("h1:focus");
  await page.getByLabel("Show the rights of").selectOption({ label: "Sales" });
  const right = page.getByRole("switch", { name: "Write notes: Sales" });
  await right.click();
  await page.getByText("Sales may no longer: Write notes").waitFor();
  expect(await right.getAttribute("aria-checked")).toBe("false");
});

test("a failed page says so and comes back with a click", async () => {
  const { page, goTo, heading } = await signedIn("admin", "account");
  server.down = true;
  await goTo("settings/members");
  await page.getByText("The server does not answer.").waitFor();
  server.down = false;
  await page.getByRole("button", { name: "Try again" }).click();
  await heading("Members").waitFor();
  await page.getByRole("listitem", { name: "The supervisor" }).waitFor();
  expect(await page.getByText("The server does not answer.").count()).toBe(0);
});

test("the extension's own page asks for the server, and signs in by the browser's window", async () => {
  const chromium = await launchChromium();
  try {
    const page = await chromium.context.newPage();
    await page.goto(`chrome-extension://${CHROMIUM_ID}/console.html#/account`);
    await page.getByLabel("Server").fill(server.origin);
    await page.getByLabel("Workspace").fill("shop");
    await page.keyboard.press("Enter");
    const opening = chromium.context.waitForEvent("page");
    await page.getByRole("button", { name: "Sign in" }).click();
    const window = await opening;
    await window.locator('input[type="email"]').fill(emailOf("supervisor"));
    await window.locator('input[type="password"]').fill(PASSWORD);
    await window.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "My account" }).waitFor();
    expect(await page.getByRole("listitem").filter({ hasText: "This one" }).innerText()).toContain(
      "Extension",
    );
    expect(page.url()).toBe(`chrome-extension://${CHROMIUM_ID}/console.html#/account`);
  } finally {
    await chromium.close();
  }
});

const LOOKS = [
  { width: 1280, theme: "light" },
  { width: 768, theme: "dark" },
  { width: 360, theme: "light" },
];

test("axe finds nothing on any page, wide or narrow, light or dark, and none is wider than the window", async () => {
  const { page, goTo } = await signedIn("admin");
  for (const { width, theme } of LOOKS) {
    await page.evaluate((value) => localStorage.setItem("console.theme", value), theme);
    await page.setViewportSize({ width, height: 800 });
    await page.reload();
    for (const path of PAGES) {
      await goTo(path);
      await page.waitForSelector(".page-title");
      await page.waitForSelector(".page-waiting", { state: "detached" });
      const at = `${path} at ${width} px, ${theme}`;
      expect([at, await violations(page)]).toEqual([at, []]);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([at, spill]).toEqual([at, 0]);
    }
  }
});
