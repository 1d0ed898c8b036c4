import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./axe.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { FAILING, sourceIdOf } from "./host/server.ts";
import { nameOf, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

const LONG = "Wolfeschlegelsteinhausenbergerdorff ".repeat(5).trim();

let fixture: Fixture;
let server: TestServer;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  fixture = await startFixture([1, 2, 3]);
  ({ server } = fixture);
  await server.workspace.db.write([
    { sql: "update contact set name = ? where name = ?", args: [LONG, nameOf(3)] },
  ]);
  ({ page, panel } = await fixture.openAs("supervisor"));
});
afterAll(() => fixture?.close());

const go = (conversation: number) => page.click(`[data-test="${conversation}"]`);
const button = (name: string | RegExp) => panel.getByRole("button", { name });
const note = () => panel.getByRole("textbox", { name: "New note" });
const tag = () => panel.getByRole("combobox", { name: "Add a tag" });

/** What the focus is on, by its name; empty when it is lost. */
const focused = () =>
  panel.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const label = element.id ? document.querySelector(`label[for="${element.id}"]`) : null;
    return (element.getAttribute("aria-label") ?? label?.textContent ?? element.textContent ?? "").trim();
  });
const focusIs = async (name: string) => {
  await expect.poll(focused).toBe(name);
};

async function write(text: string) {
  await note().fill(text);
  await note().press("Control+Enter");
  await panel.locator(".note:not(.note-provisional)", { hasText: text }).waitFor();
}

async function apply(name: string) {
  await tag().fill(name);
  await tag().press("Enter");
  await button(`Remove tag ${name}`).waitFor();
}

test("a wrong email is said at the field; the focus stays, Escape goes back to the pencil, undo to the text", async () => {
  await button("Edit Email").press("Enter");
  await focusIs("Email");
  await page.keyboard.type("anna@");
  await page.keyboard.press("Enter");
  await panel.getByRole("alert").filter({ hasText: "not a whole email address" }).waitFor();
  await focusIs("Email");
  await page.keyboard.press("Escape");
  await focusIs("Edit Email");
  await button("Undo").click();
  await focusIs("Email");
  expect(await panel.getByRole("textbox", { name: "Email" }).inputValue()).toBe("anna@");
  await page.keyboard.type("shop.test");
  await page.keyboard.press("Enter");
  await focusIs("Edit Email");
  await panel.getByText("anna@shop.test").waitFor();
});

test("× and deleting a note leave the focus beside what is gone, and both can be undone", async () => {
  await apply("VIP");
  await apply("Gold");
  await button("Remove tag Gold").press("Enter");
  await focusIs("Remove tag VIP");
  await button("Undo").press("Enter");
  await button("Remove tag Gold").waitFor();
  expect(await panel.locator(".tag", { hasText: "Gold" }).locator(".tag-count").textContent()).toBe("1");
  await write("Only note");
  await button(/^Delete note/).press("Enter");
  await panel.locator(".note").waitFor({ state: "detached" });
  await focusIs("New note");
  await button("Undo").press("Enter");
  await panel.locator(".note", { hasText: "Only note" }).waitFor();
});

test("the repeat question closes with Escape, changes nothing and gives the focus back", async () => {
  await tag().fill("vip");
  await tag().press("Enter");
  await panel.getByRole("dialog", { name: "Apply this tag again?" }).waitFor();
  await page.keyboard.press("Escape");
  await focusIs("Add a tag");
  expect(await panel.locator(".tag", { hasText: "VIP" }).locator(".tag-count").textContent()).toBe("1");
});

test("what waits for the server is shown as unsaved, and no longer once it is saved", async () => {
  server.down = true;
  await button("Edit Name").press("Enter");
  await panel.getByRole("textbox", { name: "Name", exact: true }).fill("Anna");
  await page.keyboard.press("Enter");
  await panel.locator(".profile-value", { hasText: "Anna" }).getByText("Waiting to be sent").waitFor();
  await panel.getByText("1 change is waiting to be sent").waitFor();
  await focusIs("Edit Name");
  server.down = false;
  await panel.locator(".pending-dot").first().waitFor({ state: "detached" });
  expect(await panel.locator("h1.head-name").innerText()).toBe("Anna");
});

test("the eye hides the customer's data, and a new page still does", async () => {
  await button("Hide customer data").press("Enter");
  await focusIs("Show customer data");
  await panel.getByRole("heading", { name: "Customer data is hidden" }).waitFor();
  expect(await panel.locator("body").innerText()).not.toContain("anna@shop.test");
  await expect.poll(() => server.calls.at(-1)).toBe("preferences.set");
  await page.close();
  ({ page, panel } = await fixture.open());
  await panel.getByRole("heading", { name: "Customer data is hidden" }).waitFor();
  await button("Show customer data").click();
  await shows(panel, "Anna");
});

/** What axe finds, and whether the panel is wider than its frame. */
async function faults(): Promise<string[]> {
  const found = await violations(panel);
  const spill = await panel.evaluate(() => {
    const main = document.querySelector("main");
    return main ? main.scrollWidth - main.clientWidth : 1;
  });
  return spill > 0 ? [...found, `${spill} px too wide`] : found;
}

const LOOKS = [280, 360, 480].flatMap((width) => [
  { width, colorScheme: "light" as const },
  { width, colorScheme: "dark" as const },
]);

test.each(LOOKS)("axe finds nothing and nothing is too wide: $width px, $colorScheme", async (look) => {
  // What fades in has not its own colours yet.
  await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: "reduce" });
  await go(2);
  await shows(panel, nameOf(2));
  await go(1);
  await shows(panel, "Anna");
  await panel.evaluate((width) => {
    document.documentElement.style.width = `${width}px`;
  }, look.width);
  await button("Tag frequency").click();
  await panel.getByRole("radio", { name: "Custom" }).check();
  await panel.locator(".bars").waitFor();
  await note().fill("begun");
  expect(await faults()).toEqual([]);
  await note().fill("");
  await button("Edit Email").click();
  await panel.getByRole("textbox", { name: "Email" }).fill("anna@");
  await page.keyboard.press("Enter");
  await panel.locator(".field-error:not([hidden])").waitFor();
  expect(await faults()).toEqual([]);
  await page.keyboard.press("Escape");
  await tag().fill("vip");
  await panel.getByRole("option", { name: "VIP" }).waitFor();
  expect(await faults()).toEqual([]);
  await tag().press("Enter");
  await panel.getByRole("dialog").waitFor();
  expect(await faults()).toEqual([]);
  await page.keyboard.press("Escape");
  await button("Tag frequency").click();
  await go(3);
  await shows(panel, LONG);
  expect(await faults()).toEqual([]);
  await go(FAILING);
  await panel.getByRole("heading", { name: "No customer is linked yet" }).waitFor();
  await panel.getByRole("searchbox").fill(sourceIdOf(2));
  await panel.getByRole("searchbox").press("Enter");
  await panel.locator(".candidate").first().waitFor();
  expect(await faults()).toEqual([]);
});

test("a person's pin ties the conversation, and unpinning unties it", async () => {
  await go(FAILING);
  await panel.getByRole("searchbox").fill(sourceIdOf(2));
  await panel.getByRole("searchbox").press("Enter");
  await button(new RegExp(`Pin ${nameOf(2)}`)).click();
  const dialog = panel.getByRole("dialog");
  await dialog.getByRole("button", { name: "Pin" }).click();
  await shows(panel, nameOf(2));
  await button("Unpin").click();
  await panel.getByRole("dialog").getByRole("button", { name: "Unpin" }).click();
  await panel.getByRole("heading", { name: "No customer is linked yet" }).waitFor();
  expect(await panel.locator("h1.head-name").count()).toBe(0);
});
