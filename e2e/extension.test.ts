import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, panelOf } from "./browser.ts";
import { type Fixture, startFixture } from "./fixture.ts";
import { AMBIGUOUS, FAILING, type HostInbox, MISTAKEN } from "./host/server.ts";
import { nameOf, type TestServer } from "./server.ts";
import { shows } from "./surface.ts";

let fixture: Fixture;
let server: TestServer;
let host: HostInbox;
let browser: Browser;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  fixture = await startFixture(Array.from({ length: 60 }, (_, i) => i + 1));
  ({ server, host, browser } = fixture);
});
afterAll(() => fixture?.close());

const go = (conversation: number) => page.click(`[data-test="${conversation}"]`);
const select = async (sql: string, ...args: (string | number)[]) =>
  (await server.workspace.db.read([{ sql, args }]))[0]?.rows ?? [];

test("signs in by the browser's own window and shows the customer with one request", async () => {
  ({ page, panel } = await fixture.openAs("agent"));
  expect(server.calls).toEqual(["panel.open"]);
});

test("never sends the agent's Chatwoot session to our server, nor ours to the host", async () => {
  expect(host.asked.every((one) => one.endsWith(" agent-token"))).toBe(true);
  expect(host.asked).toEqual([
    "/api/v1/accounts/1/conversations/1 agent-token",
    "/api/v1/accounts/1/contacts/1001 agent-token",
  ]);
});

test("switches 50 times and never shows another customer", async () => {
  // Whatever is painted beside a conversation is recorded with the conversation the page says is open.
  await panel.evaluate(() => {
    const seen = new Set<string>();
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      const name = document.querySelector("h1.head-name")?.textContent?.trim();
      if (name?.startsWith("Customer ")) seen.add(name);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  for (let i = 0; i < 50; i++) {
    const conversation = 1 + ((i * 7) % 50);
    await panel.evaluate(() => (globalThis as unknown as { seen: Set<string> }).seen.clear());
    await go(conversation);
    // Some are left before their customer has come, as people do.
    if (i % 5 === 4) continue;
    await shows(panel, nameOf(conversation));
    // To its end, so that what is seen next belongs to the next switch.
    await panel.locator("#events-heading").waitFor();
    const seen = await panel.evaluate(() => [...(globalThis as unknown as { seen: Set<string> }).seen]);
    const previous = i % 5 === 0 && i > 0 ? [nameOf(1 + (((i - 1) * 7) % 50))] : [];
    expect([nameOf(conversation), ...previous]).toEqual(expect.arrayContaining(seen));
  }
});

test("beside two pages of the inbox each panel follows its own", async () => {
  const other = await fixture.open(54);
  await shows(other.panel, nameOf(54));
  for (const [first, second] of [
    [1, 55],
    [2, 56],
  ] as const) {
    await go(first);
    await shows(panel, nameOf(first));
    await other.page.click(`[data-test="${second}"]`);
    await shows(other.panel, nameOf(second));
    await shows(panel, nameOf(first));
  }
  await other.page.close();
  await go(3);
  await shows(panel, nameOf(3));
});

test("costs one request a switch and no preflight", async () => {
  await go(51);
  await shows(panel, nameOf(51));
  server.calls.length = 0;
  await go(52);
  await shows(panel, nameOf(52));
  await go(53);
  await shows(panel, nameOf(53));
  expect(server.calls).toEqual(["panel.open", "panel.open"]);
});

test.each([
  [AMBIGUOUS, "has two ids in the inbox"],
  [FAILING, "cannot be looked up"],
  [MISTAKEN, "is answered for with another one"],
])("links nobody to conversation %i, whose person %s", async (conversation) => {
  await go(conversation);
  await panel.getByRole("heading", { name: "No customer is linked yet" }).waitFor();
  expect(await panel.locator("h1.head-name").count()).toBe(0);
});

test("edits, notes and tags reach the database", async () => {
  await go(1);
  await shows(panel, nameOf(1));
  await panel.getByRole("button", { name: "Edit Email" }).click();
  const email = panel.getByRole("textbox", { name: "Email" });
  await email.fill("one@shop.test");
  await email.press("Enter");
  await panel.getByText("one@shop.test").first().waitFor();
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.fill("Prefers mornings");
  await note.press("Control+Enter");
  const tag = panel.getByRole("combobox", { name: "Add a tag" });
  await tag.fill("VIP");
  await tag.press("Enter");
  await panel.getByRole("button", { name: "Remove tag VIP" }).waitFor();
  await expect
    .poll(() => select("select email from contact where id = ?", fixture.contactOf(1)))
    .toEqual([{ email: "one@shop.test" }]);
  await expect
    .poll(() => select("select text from note where contact_id = ?", fixture.contactOf(1)))
    .toEqual([{ text: "Prefers mornings" }]);
  await expect.poll(() => countOf(1, "VIP")).toBe(1);
});

const countOf = async (conversation: number, tag: string) =>
  (
    await select(
      "select ct.count from contact_tag ct join tag t on t.id = ct.tag_id where ct.contact_id = ? and t.name = ?",
      fixture.contactOf(conversation),
      tag,
    )
  )[0]?.["count"];

test("a tag that is there already is asked about, and counted once more", async () => {
  const tag = panel.getByRole("combobox", { name: "Add a tag" });
  await tag.fill("VIP");
  await tag.press("Enter");
  const dialog = panel.getByRole("dialog");
  await dialog.getByText("VIP").first().waitFor();
  expect(await countOf(1, "VIP")).toBe(1);
  await dialog.getByRole("button", { name: "Apply again" }).click();
  await expect.poll(() => countOf(1, "VIP")).toBe(2);
});

test("keys, paste and drop in the panel never reach the host page", async () => {
  await page.evaluate(() => Object.assign(globalThis, { trap: { keys: [], pastes: 0, drops: 0 } }));
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.click();
  await page.keyboard.type("label l e");
  await page.keyboard.press("Alt+KeyE");
  await note.evaluate((field) => {
    field.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, composed: true }));
    field.dispatchEvent(new DragEvent("drop", { bubbles: true, composed: true }));
  });
  const trap = () => page.evaluate(() => (globalThis as unknown as { trap: object }).trap);
  expect(await trap()).toEqual({ keys: [], pastes: 0, drops: 0 });
  // The trap is set: the same keys in the host's own field are caught.
  await page.click(".ProseMirror");
  await page.keyboard.type("l");
  expect(await trap()).toMatchObject({ keys: ["l"] });
  await note.fill("");
});

test("scripts of the host page read no customer data", async () => {
  await go(1);
  await shows(panel, nameOf(1));
  const found = await page.evaluate(() => {
    const element = document.querySelector("alongside-panel");
    const frames = Array.from({ length: window.length }, (_, i) => {
      try {
        return window[i]?.document.body.textContent ?? "";
      } catch {
        return "denied";
      }
    });
    return {
      shadow: element?.shadowRoot ?? null,
      html: element?.outerHTML ?? "",
      iframes: document.querySelectorAll("iframe").length,
      frames,
      storage: JSON.stringify(localStorage),
    };
  });
  expect(found).toMatchObject({ shadow: null, iframes: 0, frames: [], storage: "{}" });
  expect(found.html).not.toContain("one@shop.test");
  expect(panel.url()).toMatch(/^chrome-extension:\/\/[a-z]{32}\/panel\.html$/);
});

test("shows nothing where somebody else frames it", async () => {
  await page.evaluate((url) => {
    const outer = document.body.appendChild(document.createElement("iframe"));
    const inner = outer.contentDocument?.body.appendChild(document.createElement("iframe"));
    if (inner) inner.src = url;
  }, panel.url());
  const framed = () => page.frames().find((one) => one.url() === panel.url() && one !== panel);
  await expect.poll(() => framed()?.evaluate(() => document.querySelector("main") !== null)).toBe(true);
  await go(2);
  await shows(panel, nameOf(2));
  expect(await framed()?.evaluate(() => document.querySelector("main")?.textContent)).toBe("");
  await go(1);
  await shows(panel, nameOf(1));
});

test("what is written while the server is away goes out once when it is back", async () => {
  server.down = true;
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.fill("Written offline");
  await note.press("Control+Enter");
  await panel.getByText("Written offline").waitFor();
  await page.close();
  server.down = false;
  ({ page, panel } = await fixture.open());
  await shows(panel, nameOf(1));
  const written = () => select("select count(*) as n from note where text = 'Written offline'");
  await expect.poll(written, { timeout: 20_000 }).toEqual([{ n: 1 }]);
});

test("a draft stays with its customer through a switch and a reload", async () => {
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.fill("half a thought");
  await go(2);
  await shows(panel, nameOf(2));
  expect(await note.inputValue()).toBe("");
  await page.goto(`${host.origin}/app/accounts/1/conversations/1`);
  panel = await panelOf(page);
  await shows(panel, nameOf(1));
  await expect
    .poll(() => panel.getByRole("textbox", { name: "New note" }).inputValue())
    .toBe("half a thought");
  await panel.getByRole("textbox", { name: "New note" }).fill("");
});

test("a restart of the browser asks for no password", async () => {
  await browser.restart();
  ({ page, panel } = await fixture.open(3));
  await shows(panel, nameOf(3));
  expect(await panel.getByRole("button", { name: "Sign in" }).count()).toBe(0);
});

test("a right that is taken away counts on the next write, and says so", async () => {
  const { db } = server.workspace;
  await db.write([
    {
      sql: "insert into permission_override (role, permission, allowed, updated_at) values ('agent', 'note:write', 0, 0)",
      args: [],
    },
  ]);
  const note = panel.getByRole("textbox", { name: "New note" });
  await note.fill("Not allowed");
  await note.press("Control+Enter");
  await panel.getByText("Not saved").first().waitFor();
  expect(await select("select count(*) as n from note where text = 'Not allowed'")).toEqual([{ n: 0 }]);
  await db.write([{ sql: "delete from permission_override", args: [] }]);
});

test("a disabled member sees nothing any more", async () => {
  await server.workspace.db.write([
    { sql: "update member set state = 'disabled' where role = 'agent'", args: [] },
  ]);
  await go(4);
  await panel.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await panel.locator("h1.head-name").count()).toBe(0);
});
