import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { crmUrl, sealLink } from "../worker/domain/crm/link.ts";
import { tellShopMembers } from "../worker/domain/shop-members/tell.ts";
import { fakeSms, type FakeSms } from "../worker/test/fakes/sms.ts";
import { rowsOf } from "../worker/test/work.ts";
import { violations } from "./axe.ts";
import type { Browser } from "./browser.ts";
import { launchForVisitors, openConsole, signIn as signInToConsole } from "./console-visitor.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { emailOf, type TestServer } from "./server.ts";

let fixture: Fixture;
let server: TestServer;
let browser: Browser;
let sms: FakeSms;
let page: Page;
let panel: Frame;
let contactId: string;

const BRANCH = `<img src=x onerror="top.hacked=1"> 台北店`;

beforeAll(async () => {
  [fixture, sms] = await Promise.all([startFixture([1]), fakeSms()]);
  ({ server, browser } = fixture);
  server.workspace.sms.now = sms.gateway;
  await turn({ omo: true, crm: true });
  contactId = fixture.contactOf(1);
  const { branches } = server.workspace.client("admin");
  const { id } = await branches.create.mutate({ operationId: newId(Date.now()), name: BRANCH });
  await branches.setMembers.mutate({
    operationId: newId(Date.now()),
    branchId: id,
    memberIds: [server.workspace.memberId("sales")],
    seen: [],
  });
  ({ page, panel } = await fixture.openAs("sales"));
});
afterAll(() => fixture?.close());

const turn = (modules: Record<string, boolean>) =>
  server.workspace.db.write([
    {
      sql: "insert into setting (name, value, updated_at) values ('modules', ?, ?) on conflict do update set value = excluded.value",
      args: [JSON.stringify(modules), Date.now()],
    },
    "update contact set version = version + 1",
  ]);

const reload = async () => {
  ({ page, panel } = await fixture.openAnew());
};

const section = (name: string) => panel.getByRole("region", { name });
const omo = () => section("Bound to member (branch)");
const button = (name: string) => panel.getByRole("button", { name, exact: true });

const current = () =>
  rowsOf(
    server.workspace,
    "select member_id, branch_id is not null as branch from omo_binding where contact_id = ? and unbound_at is null",
    contactId,
  );

test("a sales person binds, unbinds and takes that back, with the keyboard", async () => {
  await omo().getByText("Bound to nobody").waitFor();
  await button("Bind a member").press("Enter");
  const dialog = panel.getByRole("dialog", { name: "Whom to bind to" });
  await dialog.getByRole("searchbox").fill("台北");
  await dialog.getByRole("radio").press("Space");
  expect(await violations(panel)).toEqual([]);
  await dialog.getByRole("button", { name: "Bind a member" }).press("Enter");
  await omo().getByText("The sales").first().waitFor();
  await omo().getByText(BRANCH).waitFor();
  expect(await current()).toEqual([{ member_id: server.workspace.memberId("sales"), branch: 1 }]);
  await panel.locator(".event", { hasText: "Bound to The sales" }).first().waitFor();
  expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);

  await button("Unbind").press("Enter");
  await omo().getByText("Bound to nobody").waitFor();
  expect(await current()).toEqual([]);
  await button("Undo").last().click();
  await omo().getByText(BRANCH).waitFor();
  expect(await current()).toHaveLength(1);
});

test("who may not sees whom it is bound to, and no button", async () => {
  await server.become("sales", "agent");
  await reload();
  await omo().getByText(BRANCH).waitFor();
  expect(await omo().getByRole("button").count()).toBe(0);
  await server.become("sales", "sales");
});

test("with the module off there is nothing of it", async () => {
  await turn({ omo: false, crm: true });
  await reload();
  await section("Membership").waitFor();
  expect(await omo().count()).toBe(0);
  await turn({ omo: true, crm: true });
});

test("the link an agent copies leads a customer to their membership, which the panel then shows", async () => {
  const { workspace } = server;
  await workspace.db.write(
    tellShopMembers(Date.now(), [
      {
        memberNo: "M-2026",
        system: "api",
        phone: "+886912345678",
        tier: "金卡",
        storeCredit: 12_000,
        currency: "TWD",
        at: Date.now(),
      },
    ]),
  );
  await server.runJobs();
  await reload();
  await browser.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await button("Link to prove a phone").click();
  await button("Copy the link").waitFor();
  const { url } = await workspace
    .client("agent")
    .crm.phoneLink.mutate({ operationId: newId(Date.now()), contactId });

  const phone = await browser.context.newPage();
  await phone.setViewportSize({ width: 360, height: 640 });
  await phone.goto(url.replace("http://alongside.test", server.origin));
  expect(await violations(phone)).toEqual([]);
  await phone.getByLabel("Mobile number").fill("12");
  await phone.getByRole("button", { name: "Send me a code" }).click();
  await phone.getByRole("alert").waitFor();
  expect(await violations(phone)).toEqual([]);
  await phone.getByLabel("Mobile number").fill("0912 345 678");
  await phone.getByRole("button", { name: "Send me a code" }).click();
  await phone.getByRole("heading", { name: "Enter the code" }).waitFor();
  expect(await violations(phone)).toEqual([]);
  await phone.getByLabel("The 6 digits from the message").fill(sms.code());
  await phone.keyboard.press("Enter");
  await phone.getByRole("heading", { name: "Your number is confirmed" }).waitFor();
  expect(phone.url()).not.toContain("0912");
  await phone.close();

  await reload();
  await section("Membership").getByText("金卡").waitFor();
  await section("Membership").getByText("NT$120").waitFor();
  await panel.getByText("M-2026").first().waitFor();
  expect(await violations(panel)).toEqual([]);
});

test("the member card of that customer, on a narrow dark screen", async () => {
  const token = await sealLink(server.workspace.sealer, "card", contactId, Date.now());
  const card = await browser.context.newPage();
  await card.emulateMedia({ colorScheme: "dark" });
  await card.setViewportSize({ width: 280, height: 640 });
  await card.goto(`${crmUrl(`${server.origin}/w/${server.workspace.slug}`, "card", token)}&lang=zh-TW`);
  await card.getByText("M-2026").waitFor();
  await card.getByText("$120").waitFor();
  const barcode = await card.locator("svg").boundingBox();
  expect(barcode?.width).toBeGreaterThanOrEqual(200);
  expect(await card.evaluate(() => document.documentElement.scrollWidth)).toBe(280);
  expect(await violations(card)).toEqual([]);
  await card.close();
});

test("an admin opens a branch in the console and says who works there; with the module off there is no such page", async () => {
  const visitors = await launchForVisitors();
  const admin = await openConsole(visitors, server, "settings/branches");
  await signInToConsole(admin, emailOf("admin"));
  await admin.page.getByRole("button", { name: "Add a branch" }).click();
  await admin.page.getByLabel("Name", { exact: true }).fill("高雄店");
  await admin.page.keyboard.press("Enter");
  await admin.page.getByRole("button", { name: "Members of 高雄店" }).click();
  await admin.page.getByRole("checkbox", { name: /The supervisor/ }).check();
  expect(await violations(admin.page)).toEqual([]);
  await admin.page.getByRole("button", { name: "Save" }).click();
  await admin.page.locator(".branches-item", { hasText: "高雄店" }).getByText("The supervisor").waitFor();
  await turn({ omo: false, crm: true });
  await admin.page.reload();
  await admin.page.getByText("There is no such page").waitFor();
  expect(await admin.page.getByRole("link", { name: "Branches" }).count()).toBe(0);
  await visitors.close();
});
