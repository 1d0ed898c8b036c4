import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../worker/domain/id.ts";
import { rowsOf } from "../worker/test/work.ts";
import { failureOfCall } from "../worker/test/workspace.ts";
import { violations } from "./axe.ts";
import { signIn } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { emailOf, nameOf, PASSWORD, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let fixture: Fixture;
let server: TestServer;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  fixture = await startFixture([1, 2, 3]);
  ({ server } = fixture);
  ({ page, panel } = await fixture.openAs("admin"));
});
afterAll(() => fixture?.close());

const go = (conversation: number) => page.click(`[data-test="${conversation}"]`);
const button = (name: string | RegExp) => panel.getByRole("button", { name, exact: true });
const active = () => panel.getByRole("switch", { name: "Active status of this conversation" });
const dialog = (name: string) => panel.getByRole("dialog", { name });
const heading = (name: string) => panel.getByRole("heading", { name, exact: true });

const blocked = async (conversation: number) =>
  (
    await rowsOf(
      server.workspace,
      "select blocked_at is not null as off from contact where id = ?",
      fixture.contactOf(conversation),
    )
  )[0];

test("the switch blocks, says since when and by whom, and is undone by its toast", async () => {
  await active().press("Space");
  await panel.getByText("By The admin").waitFor();
  expect(await active().getAttribute("aria-checked")).toBe("false");
  expect(await blocked(1)).toEqual({ off: 1 });
  await panel.locator(".event", { hasText: "Conversation switched off" }).waitFor();
  await button("Undo").click();
  await panel.getByText("By The admin").waitFor({ state: "detached" });
  expect(await blocked(1)).toEqual({ off: 0 });
});

test("deleting says what goes, asks for the word, and what changed meanwhile is shown first", async () => {
  await go(2);
  await shows(panel, nameOf(2));
  await panel.getByRole("textbox", { name: "New note" }).fill("half a note nobody sent");
  await button("Delete").press("Enter");
  await dialog("Delete this conversation?").getByText("0 messages").waitFor();
  const word = panel.getByRole("textbox", { name: "Type DELETE to confirm" });
  const confirm = dialog("Delete this conversation?").getByRole("button", { name: "Delete" });
  await word.fill("delete");
  expect(await confirm.getAttribute("aria-disabled")).toBe("true");
  expect(await violations(panel)).toEqual([]);
  await server.workspace.client("agent").notes.create.mutate({
    operationId: newId(Date.now()),
    contactId: fixture.contactOf(2),
    text: "meanwhile",
  });
  await word.fill("DELETE");
  await confirm.click();
  await dialog("Delete this conversation?").getByText("Something happened meanwhile").waitFor();
  await dialog("Delete this conversation?").getByText("1 note", { exact: true }).waitFor();
  await word.fill("DELETE");
  await word.press("Enter");
  await heading("Conversation deleted").waitFor();
  expect(await violations(panel)).toEqual([]);
  await panel.getByText("Receipt", { exact: true }).click();
  await panel.locator("dd.deletion-id").first().waitFor();
});

/** Tables of the browser whose rows hold one of these texts; runs where they are. */
async function tablesWith(texts: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name ?? "");
      request.addEventListener("success", () => resolve(request.result));
    });
    for (const store of db.objectStoreNames) {
      const rows = await new Promise<unknown[]>((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.addEventListener("success", () => resolve(request.result as unknown[]));
      });
      if (texts.some((text) => JSON.stringify(rows).includes(text))) found.push(store);
    }
    db.close();
  }
  return found;
}

/** The background keeps what a framed panel may not. */
const keptOf = async (texts: string[]): Promise<string[] | undefined> =>
  fixture.browser.context.serviceWorkers()[0]?.evaluate(tablesWith, texts);

test("nothing of it is kept in the browser; it can be brought back, whole but for the draft", async () => {
  await expect.poll(() => keptOf([nameOf(2), "half a note"])).toEqual([]);
  expect(await keptOf([nameOf(1)])).toEqual(["view"]);
  await button("Bring back").click();
  await shows(panel, nameOf(2));
  await panel.locator(".note", { hasText: "meanwhile" }).waitFor();
  expect(await panel.getByRole("textbox", { name: "New note" }).inputValue()).toBe("");
});

test("erased now: typed again, followed until it is through, with its receipt", async () => {
  await button("Delete").click();
  await panel.getByRole("textbox", { name: "Type DELETE to confirm" }).fill("DELETE");
  const sure = dialog("Delete this conversation?").getByRole("button", { name: "Delete" });
  await sure.hover();
  // Long enough for the browser to look again: what the pointer changes about a button must not cover it.
  await panel.page().waitForTimeout(500);
  await sure.click();
  await button("Erase now").click();
  await panel.getByRole("textbox", { name: "Type DELETE to confirm" }).fill("DELETE");
  await dialog("Erase it now, for good?").getByRole("button", { name: "Erase for good" }).click();
  await heading("Erasing…").waitFor();
  await server.runJobs();
  await heading("Erased for good").waitFor();
  await panel.locator("dt:text-is('Erased by') + dd", { hasText: "The admin" }).waitFor();
  expect(await rowsOf(server.workspace, "select id from contact where id = ?", fixture.contactOf(2))).toEqual(
    [],
  );
  await button("Done").click();
  await heading("No customer is linked yet").waitFor();
});

test("who may not sees neither switch nor delete, is told of a deletion, and is refused", async () => {
  const { conversations } = server.workspace.client("supervisor");
  const contactId = fixture.contactOf(3);
  const { token } = await conversations.deletionPreview.query({ contactId });
  await go(1);
  await shows(panel, nameOf(1));
  await button("Sign out").click();
  await signIn(panel, emailOf("agent"), PASSWORD);
  await shows(panel, nameOf(1));
  expect(await active().count()).toBe(0);
  expect(await button("Delete").count()).toBe(0);
  await go(3);
  await shows(panel, nameOf(3));

  const operationId = newId(Date.now());
  await conversations.delete.mutate({ operationId, contactId, seen: token, typed: "DELETE" });
  // The agent's panel learns it by itself.
  await heading("Conversation deleted").waitFor({ timeout: 15_000 });
  expect(await button("Bring back").count()).toBe(0);
  expect(await button("Erase now").count()).toBe(0);

  const agent = server.workspace.client("agent").conversations;
  const op = () => ({ operationId: newId(Date.now()) });
  const calls = [
    agent.setActive.mutate({ ...op(), contactId: fixture.contactOf(1), active: false }),
    agent.deletionPreview.query({ contactId: fixture.contactOf(1) }),
    agent.delete.mutate({ ...op(), contactId: fixture.contactOf(1), seen: token, typed: "DELETE" }),
  ];
  const failures = await Promise.all(calls.map((call) => failureOfCall(call)));
  expect(failures.map(({ code }) => code)).toEqual(["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
});
