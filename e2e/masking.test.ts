import { type BrowserContext, type Frame, type Page, type Response } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CANARIES, canariesIn, fillWithCanaries } from "../worker/test/canaries.ts";
import { failureOfCall } from "../worker/test/workspace.ts";
import { newId } from "../worker/domain/id.ts";
import { sealAudit } from "../worker/domain/audit/seal.ts";
import type { Browser } from "./browser.ts";
import { launchForVisitors, openConsole, signIn as signInToConsole } from "./console-visitor.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import type { HostInbox } from "./host/server.ts";
import { emailOf, nameOf, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let fixture: Fixture;
let server: TestServer;
let host: HostInbox;
let browser: Browser;
let contactId: string;
let page: Page;
let panel: Frame;
/** Everything our server answered to the browser. */
let answers: Promise<string>[];

const write = (sql: string, ...args: (string | number)[]) => server.workspace.db.write([{ sql, args }]);
const go = (conversation: number) => page.click(`[data-test="${conversation}"]`);

function listen(context: BrowserContext): void {
  answers = [];
  context.on("response", (response: Response) => {
    if (response.url().includes("/trpc/")) answers.push(response.text().catch(() => ""));
  });
}

/** What the extension keeps on this machine: its background does, for panels in frames. */
async function kept(): Promise<string> {
  const [background] = browser.context.serviceWorkers();
  if (!background) throw new Error("the extension has a background");
  return background.evaluate(async () => {
    const tables: unknown[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const ended = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.addEventListener("success", () => resolve(request.result));
          request.addEventListener("error", () => reject(new Error(name)));
        });
      const db = await ended(indexedDB.open(name));
      for (const store of db.objectStoreNames) {
        tables.push(await ended(db.transaction(store).objectStore(store).getAll()));
      }
      db.close();
    }
    return JSON.stringify(tables);
  });
}

beforeAll(async () => {
  fixture = await startFixture([1, 2]);
  ({ server, host, browser } = fixture);
  contactId = fixture.contactOf(1);
  await fillWithCanaries(server.workspace, contactId, server.workspace.memberId("admin"));
  await write("update contact set name = ? where id = ?", nameOf(1), contactId);
  await write(
    "insert into inbox_link (inbox, origin, account, conversation, contact_id, method, at) values ('chatwoot', ?, '1', '1', ?, 'webhook', 0)",
    host.origin,
    contactId,
  );
  await write(
    `insert into setting (name, value, updated_at) values ('masking', '{"agent":["phone","email","id"]}', 0)`,
  );
  listen(browser.context);
});
afterAll(() => fixture?.close());

test("an agent whose role sees values masked is sent none of them, and keeps none", async () => {
  ({ page, panel } = await fixture.openAs("agent"));
  const shown = await panel.locator("dl.profile").innerText();
  expect(shown).toContain("••••••678");
  expect(shown).toContain("c•••@•••");
  const bodies = await Promise.all(answers);
  expect(bodies.join("")).toContain(nameOf(1));
  expect(canariesIn(bodies.join(""))).toEqual([]);
  expect(canariesIn(await panel.locator("body").innerText())).toEqual([]);
  await expect.poll(kept).toContain(nameOf(1));
  expect(canariesIn(await kept())).toEqual([]);
});

test("a reason reveals a value until the next switch, and nothing of it is kept", async () => {
  await panel.getByRole("button", { name: "Show the whole value: Phone" }).click();
  const dialog = panel.getByRole("dialog");
  await dialog.getByRole("button", { name: "Show" }).click();
  await dialog.getByText("Say in a few words why you need it.").waitFor();
  await dialog.getByLabel("Reason").fill("Calls the customer back");
  await panel.page().keyboard.press("Enter");
  await panel.getByText("0912 345 678").waitFor();
  expect(await dialog.count()).toBe(0);
  expect(canariesIn(await kept())).toEqual([]);
  await go(2);
  await shows(panel, nameOf(2));
  await go(1);
  await shows(panel, nameOf(1));
  expect(canariesIn(await panel.locator("dl.profile").innerText())).toEqual([]);
});

test("a masked field is edited without seeing it", async () => {
  await panel.getByRole("button", { name: "Edit Email" }).click();
  const field = panel.getByLabel("Email", { exact: true });
  expect(await field.inputValue()).toBe("");
  await field.fill("new@shop.test");
  await field.press("Enter");
  await panel.getByText("n•••@•••").waitFor();
  const [stored] = await server.workspace.db.read([
    { sql: "select email from contact where id = ?", args: [contactId] },
  ]);
  expect(stored?.rows[0]?.["email"]).toBe("new@shop.test");
});

test("the audit says who revealed what and why, and that its chain is intact", async () => {
  await sealAudit(server.workspace.db, Date.now);
  const visitors = await launchForVisitors();
  const supervisor = await openConsole(visitors, server, "audit");
  await signInToConsole(supervisor, emailOf("supervisor"));
  const row = supervisor.page.getByRole("row", { name: /Revealed masked values/ });
  await row.waitFor();
  expect(await row.innerText()).toContain("The agent");
  expect(await row.innerText()).toContain("Calls the customer back");
  await supervisor.page.getByText(/^The chain is intact: rows 1 to \d+ checked/).waitFor();
  await supervisor.page.getByLabel("Outcome").selectOption("refused");
  await supervisor.page.getByText("Nothing matches.").waitFor();
  expect(supervisor.problems).toEqual([]);
  await visitors.close();
});

test("without the right there is no eye, and the call is refused and in the audit", async () => {
  await write(
    "insert into permission_override (role, permission, allowed, updated_at) values ('agent', 'contact:reveal', 0, 0)",
  );
  await page.reload();
  ({ page, panel } = await fixture.openAnew());
  expect(await panel.getByRole("button", { name: /^Show the whole value/ }).count()).toBe(0);
  const refused = server.workspace.client("agent").contacts.reveal.mutate({
    operationId: newId(Date.now()),
    contactId,
    fields: ["email"],
    reason: "Tries it",
  });
  expect(await failureOfCall(refused)).toMatchObject({ code: "FORBIDDEN" });
  const { items } = await server.workspace.client("admin").audit.list.query({ outcome: "refused" });
  expect(items).toMatchObject([{ verb: "contacts.reveal", target: contactId, actorName: "The agent" }]);
  expect(JSON.stringify(items)).not.toContain(CANARIES.email);
});
