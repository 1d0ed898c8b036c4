import type { Frame, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fingerprint } from "../worker/test/furnish.ts";
import { type Browser, launchChromium, panelOf, signIn } from "./browser.ts";
import { type HostInbox, startHost } from "./host/server.ts";
import { emailOf, nameOf, PASSWORD, startServer, type TestServer } from "./server.ts";
import { setUpSite, shows } from "./surface.ts";

const SECRET = "SECRET-OF-THE-CUSTOMER";

let server: TestServer;
let host: HostInbox;
let browser: Browser;
let page: Page;
let panel: Frame;

beforeAll(async () => {
  [server, host, browser] = await Promise.all([startServer(), startHost(), launchChromium()]);
  const people = await server.tieInbox(host.origin, [1]);
  await server.workspace.db.write([
    { sql: "update contact set email = ? where id = ?", args: [`${SECRET}@shop.test`, people.get(1) ?? ""] },
  ]);
  await setUpSite(browser.context, host.origin, server);
  page = await browser.context.newPage();
  await page.addInitScript(layTraps);
  await page.goto(`${host.origin}/app/accounts/1/conversations/1`);
  panel = await panelOf(page);
  await signIn(panel, emailOf("admin"), PASSWORD);
  await shows(panel, nameOf(1));
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([server?.close(), host?.close()]);
});

interface Prey {
  roots: ShadowRoot[];
  heard: string[];
}

/** Runs in the host page before anything else: what a page can lie in wait with. */
function layTraps(): void {
  if (window.top !== window) return;
  const prey: Prey = { roots: [], heard: [] };
  Object.assign(globalThis, { prey });
  Element.prototype.attachShadow = new Proxy(Element.prototype.attachShadow, {
    apply(attach, element: Element, [options]: [ShadowRootInit]) {
      const root = Reflect.apply(attach, element, [{ ...options, mode: "open" }]) as ShadowRoot;
      prey.roots.push(root);
      return root;
    },
  });
  addEventListener("message", ({ data }) => prey.heard.push(JSON.stringify(data)));
  const stringify = JSON.stringify.bind(JSON);
  JSON.stringify = (value: unknown, ...rest: []) => {
    const text = stringify(value, ...rest);
    prey.heard.push(text);
    return text;
  };
}

const activeStatus = () => panel.getByRole("switch", { name: "Active status of this conversation" });

/** The middle of the switch, on the page. */
async function clickSwitch(): Promise<void> {
  // Scrolled to, and standing still: what is above it is only laid out once it is near.
  await activeStatus().click({ trial: true });
  const box = await activeStatus().boundingBox();
  if (!box) throw new Error("the switch is not drawn");
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

const state = () => fingerprint(server.workspace);

test.each([
  [
    "covered by something that lets clicks through",
    () => {
      const cover = document.createElement("div");
      cover.id = "cover";
      Object.assign(cover.style, {
        position: "fixed",
        inset: "0",
        zIndex: "2147483647",
        background: "white",
        pointerEvents: "none",
      });
      document.documentElement.append(cover);
    },
  ],
  [
    "faded until nobody sees it",
    () =>
      document
        .querySelector<HTMLElement>("alongside-panel")
        ?.style.setProperty("opacity", "0.01", "important"),
  ],
  ["under a filter", () => document.documentElement.style.setProperty("filter", "opacity(2%)")],
  ["in a page that is faded", () => document.documentElement.style.setProperty("opacity", "0.01")],
])("a click on the panel %s does nothing", async (_how, attack) => {
  const before = await state();
  await page.evaluate(attack);
  await clickSwitch();
  await panel.getByText("The page draws something over the panel here.").waitFor();
  expect(await activeStatus().getAttribute("aria-checked")).toBe("true");
  expect(await state()).toBe(before);
  await page.evaluate(() => {
    document.getElementById("cover")?.remove();
    document.documentElement.style.removeProperty("filter");
    document.documentElement.style.removeProperty("opacity");
    document.querySelector<HTMLElement>("alongside-panel")?.style.removeProperty("opacity");
  });
  await panel.getByRole("button", { name: "Close" }).last().click();
});

test("the same click, seen, is taken; and a key always", async () => {
  await clickSwitch();
  await panel.locator(".event", { hasText: "Conversation switched off" }).first().waitFor();
  await activeStatus().press("Space");
  await expect.poll(() => activeStatus().getAttribute("aria-checked")).toBe("true");
});

test("made-up clicks, keys and messages reach nothing", async () => {
  const before = await state();
  const calls = server.calls.length;
  await page.evaluate(() => {
    const dock = document.querySelector("alongside-panel");
    const { left = 0, top = 0, width = 0, height = 0 } = dock?.getBoundingClientRect() ?? {};
    for (let x = left; x < left + width; x += 20) {
      for (let y = top; y < top + height; y += 20) {
        const at = { clientX: x, clientY: y, bubbles: true, composed: true, cancelable: true };
        for (const type of ["pointerdown", "mousedown", "mouseup", "click"]) {
          document.elementFromPoint(x, y)?.dispatchEvent(new MouseEvent(type, at));
        }
      }
    }
    for (const key of ["Tab", "Enter", " "]) {
      dock?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, composed: true }));
    }
    const lies = [
      { type: "inbox:state", state: {} },
      { type: "relayed", message: {} },
      { type: "hello" },
      { event: "appContext", data: {} },
      JSON.stringify({ event: "appContext", data: { conversation: { id: 2 }, contact: { id: 1002 } } }),
    ];
    for (const lie of lies) {
      window.postMessage(lie, "*");
      for (let i = 0; i < window.length; i++) window[i]?.postMessage(lie, "*");
    }
  });
  await page.waitForTimeout(500);
  expect(await state()).toBe(before);
  expect(server.calls.slice(calls).filter((call) => call !== "panel.open")).toEqual([]);
  await shows(panel, nameOf(1));
});

test("nothing it lay in wait for came: no shadow root, no message, no text", async () => {
  expect(await panel.locator("dl.profile").innerText()).toContain(SECRET);
  const found = await page.evaluate(() => {
    const { prey } = globalThis as unknown as { prey: Prey };
    return {
      roots: prey.roots.length,
      heard: prey.heard.join(" "),
      html: document.documentElement.outerHTML,
    };
  });
  expect(found.roots).toBe(0);
  expect(found.heard + found.html).not.toContain(SECRET);
  const reachable = await page.evaluate(() => ({
    chrome: typeof (globalThis as { chrome?: { runtime?: unknown } }).chrome?.runtime,
    frames: window.length,
  }));
  expect(reachable).toEqual({ chrome: "undefined", frames: 0 });
});
