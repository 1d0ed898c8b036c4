import { readFile } from "node:fs/promises";
import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseCsv } from "../shared/csv.ts";
import { smtpMailer } from "../worker/mail/smtp.ts";
import { partsOf, startSmtp } from "../worker/test/fakes/smtp.ts";
import { insertMessages } from "../worker/test/messages.ts";
import { rowsOf } from "../worker/test/work.ts";
import { type Browser, signIn } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { emailOf, nameOf, PASSWORD, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let fixture: Fixture;
let server: TestServer;
let browser: Browser;
let page: Page;
let panel: Frame;
let contactId = "";

beforeAll(async () => {
  fixture = await startFixture([1]);
  ({ server, browser } = fixture);
  const { db } = server.workspace;
  contactId = fixture.contactOf(1);
  const [made] = await rowsOf(
    server.workspace,
    "select id as conversationId, channel_id as channelId from conversation where contact_id = ?",
    contactId,
  );
  await insertMessages(db, made as { conversationId: string; channelId: string }, [
    { text: '=1+1 <img src=x onerror="alert(1)">', at: Date.UTC(2026, 10, 19, 16) },
    { sender: "agent", name: "林佳蓉", text: "您好，\n有庫存", at: Date.UTC(2026, 10, 19, 17) },
    ...Array.from({ length: 3000 }, (_, i) => ({ text: `m${i}`, at: Date.UTC(2026, 10, 19, 18) + i })),
  ]);
  ({ page, panel } = await fixture.open());
});
afterAll(() => fixture?.close());

const button = (name: string) => panel.getByRole("button", { name, exact: true });

test("an agent sees no export, and is refused when asking by hand", async () => {
  await signIn(panel, emailOf("agent"), PASSWORD);
  await shows(panel, nameOf(1));
  expect(await button("Export conversation").count()).toBe(0);
  const answer = await fetch(`${server.origin}/w/shop/files/conversation.csv`, {
    method: "POST",
    headers: {
      Authorization: `Bearer ${server.workspace.token("agent")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({
      contactId,
      language: "en",
      operationId: "01900000-0000-7000-8000-000000000001",
    }),
  });
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, "FORBIDDEN"]);
  await button("Sign out").click();
  await browser.context.clearCookies();
});

test("an admin downloads the whole conversation, and the panel says when and by whom", async () => {
  await signIn(panel, emailOf("admin"), PASSWORD);
  await shows(panel, nameOf(1));
  await button("Export conversation").click();
  await panel.getByText("Messages: 3,002.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), button("Export").click()]);
  expect(download.suggestedFilename()).toMatch(/^conversation-\d{4}-\d\d-\d\d\.csv$/);
  const file = await readFile(await download.path(), "utf8");
  expect(file.startsWith("\uFEFFtime,sent by,name,content\r\n")).toBe(true);
  const rows = parseCsv(file);
  expect(rows).toHaveLength(3003);
  expect(rows.slice(1, 3)).toEqual([
    ["2026-11-20T00:00:00+08:00", "customer", nameOf(1), '=1+1 <img src=x onerror="alert(1)">'],
    ["2026-11-20T01:00:00+08:00", "agent", "林佳蓉", "您好，\n有庫存"],
  ]);
  await panel.getByRole("dialog").waitFor({ state: "detached" });
  await panel.getByText(/^Last exported .* by The admin$/).waitFor();
});

test("an export that breaks off says so, saves nothing, and can be tried again", async () => {
  await button("Export conversation").click();
  await panel.getByText("Messages: 3,002.").waitFor();
  server.down = true;
  await button("Export").click();
  await panel.getByText("The export broke off and nothing was saved.").waitFor();
  server.down = false;
  const [download] = await Promise.all([page.waitForEvent("download"), button("Try again").click()]);
  expect(parseCsv(await readFile(await download.path(), "utf8"))).toHaveLength(3003);
});

test("an email goes to an allowed address only, and arrives with the file", async () => {
  const smtp = await startSmtp();
  const { workspace } = server;
  workspace.mailer.now = smtpMailer(smtp.url, "Shop <chat@shop.tw>");
  await button("Export conversation").click();
  await panel.getByRole("radio", { name: "Email" }).check();
  const to = panel.getByRole("textbox", { name: "Send to" });
  expect(await to.inputValue()).toBe(emailOf("admin"));
  await to.fill("stranger@elsewhere.test");
  await button("Send").click();
  await panel.getByText("may not be sent to this address").waitFor();
  await to.fill(emailOf("admin"));
  await button("Send").click();
  await panel.getByText("The email is waiting to be sent.").waitFor();
  await server.runJobs();
  await panel.getByText(/^Emailed /).waitFor({ timeout: 15_000 });
  const [mail] = smtp.taken;
  expect(mail?.to).toEqual([emailOf("admin")]);
  const attached = partsOf(mail?.source ?? "").find(({ headers }) => headers.includes("attachment"));
  expect(parseCsv(attached?.body ?? "")).toHaveLength(3003);
  expect(workspace.reported).toEqual([]);
});
