import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePortPair } from "../scripts/free-port.ts";
import { parseCsv } from "../shared/csv.ts";
import type { Role } from "../shared/permissions.ts";
import { nodeConfig } from "../worker/runtime/node-env.ts";
import { type NodeServer, startNodeServer } from "../worker/runtime/node-server.ts";
import { type Browser, launchChromium, panelOf, signIn } from "./browser.ts";
import { shows } from "./surface.ts";

const NAME = "林怡君";

let data: string;
let server: NodeServer;
let browser: Browser;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "alongside-demo-"));
  const port = String(await freePortPair());
  [server, browser] = await Promise.all([
    startNodeServer(nodeConfig({ PORT: port, ALONGSIDE_DATA: data, ALONGSIDE_DEMO: "on" })),
    launchChromium(),
  ]);
  page = await browser.context.newPage();
  await page.goto(server.demo?.url ?? "");
  await entry(NAME).click();
  panel = await panelOf(page);
  await signInAs("admin");
  await shows(panel, NAME);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  await rm(data, { recursive: true, force: true });
});

const entry = (name: string) => page.locator(".demo-entry", { hasText: name }).first();
const button = (name: string | RegExp) => panel.getByRole("button", { name, exact: true });
const dialog = (name: string | RegExp) => panel.getByRole("dialog", { name });
const section = (name: string) => panel.getByRole("region", { name });
const active = () => panel.getByRole("switch", { name: "Active status of this conversation" });
const confirmWord = () => panel.getByRole("textbox", { name: "Type DELETE to confirm" });

async function signInAs(role: Role): Promise<void> {
  const { email = "", password = "" } = server.demo?.access?.members[role] ?? {};
  await signIn(panel, email, password);
}

test("an admin edits, notes, and tags twice", async () => {
  await button("Edit Email").click();
  const field = panel.getByLabel("Email", { exact: true });
  await field.fill("yijun.new@example.com");
  await field.press("Enter");
  await panel.locator("dl.profile").getByText("yijun.new@example.com").waitFor();

  await panel.getByRole("textbox", { name: "New note" }).fill("<b>週末</b>回電");
  await panel.getByRole("textbox", { name: "New note" }).press("Control+Enter");
  await panel.locator(".note", { hasText: "<b>週末</b>回電" }).waitFor();

  const tag = panel.getByRole("combobox");
  for (const times of [1, 2]) {
    await tag.fill("示範行動");
    await tag.press("Enter");
    if (times === 2) await dialog(/again/).getByRole("button").last().click();
    await panel.locator(".tag", { hasText: "示範行動" }).waitFor();
  }
});

test("switches the conversation off and on again", async () => {
  await active().press("Space");
  await panel.locator(".event", { hasText: "Conversation switched off" }).first().waitFor();
  expect(await active().getAttribute("aria-checked")).toBe("false");
  await button("Undo").last().click();
  await expect.poll(() => active().getAttribute("aria-checked")).toBe("true");
});

test("exports it", async () => {
  await button("Export conversation").click();
  const [download] = await Promise.all([page.waitForEvent("download"), button("Export").click()]);
  const rows = parseCsv(await readFile(await download.path(), "utf8"));
  expect(rows[0]).toEqual(["time", "sent by", "name", "content"]);
  expect(rows.length).toBeGreaterThan(5);
  await panel.getByRole("dialog").waitFor({ state: "detached" });
});

test("deletes it, so that the inbox has it no more, and brings it back", async () => {
  const externalId = await entry(NAME).getAttribute("data-external-id");
  const listed = page.locator(`.demo-entry[data-external-id="${externalId ?? ""}"]`);
  await button("Delete").click();
  await confirmWord().fill("DELETE");
  await dialog("Delete this conversation?").getByRole("button", { name: "Delete" }).click();
  await panel.getByRole("heading", { name: "Conversation deleted", exact: true }).waitFor();
  await listed.waitFor({ state: "detached" });
  await page.getByText("This conversation was deleted.").waitFor();
  expect(await page.locator(".demo-main").innerText()).not.toContain(NAME);
  await button("Bring back").click();
  await shows(panel, NAME);
  await listed.waitFor();
});

test("an agent has neither the switch nor export nor delete, and cannot unbind a member", async () => {
  await button("Sign out").click();
  await browser.context.clearCookies();
  await signInAs("agent");
  await shows(panel, NAME);
  await section("Notes").waitFor();
  expect(await active().count()).toBe(0);
  for (const name of ["Export conversation", "Delete", "Unbind", "Bind a member"]) {
    expect([name, await button(name).count()]).toEqual([name, 0]);
  }
});
