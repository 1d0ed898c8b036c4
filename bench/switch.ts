import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Page } from "playwright-core";
import { launchChromium, panelOf, signIn } from "../e2e/browser.ts";
import type { Figure } from "./main.ts";

const SWITCHES = 30;
/** Other conversations, opened in turns before: the code of server and panel has been at work, as in any office. */
const OTHERS = { conversations: 10, rounds: 4 };
/** Between two switches, ms: an agent reads; whatever the last one still does comes to an end. */
const PAUSE = 400;

/**
 * Real Chromium with the extension beside the demo inbox: from the click's own timestamp until the frame
 * after the panel committed that customer was drawn. Fresh: never opened before, and the pointer was
 * nowhere near; cached: opened once before.
 */
export async function* run(): AsyncIterable<Figure> {
  const build = spawnSync(process.execPath, ["scripts/build.ts", "--flavour=local"], { encoding: "utf8" });
  if (build.status !== 0) throw new Error(build.stdout + build.stderr);
  const data = mkdtempSync(join(tmpdir(), "alongside-switch-"));
  const port = await freePorts();
  const server = spawn(process.execPath, ["worker/node.ts"], {
    env: { ...process.env, PORT: String(port), ALONGSIDE_DATA: data, ALONGSIDE_DEMO: "on", NODE_ENV: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const browser = await launchChromium();
  try {
    await isUp(server, `http://localhost:${port}/healthz`);
    const page = await browser.context.newPage();
    const asked: string[] = [];
    browser.context.on("request", (request) => {
      if (request.url().startsWith(`http://localhost:${port}/w/`)) asked.push(request.url());
    });
    await page.goto(`http://localhost:${port + 1}/`);
    // The list loads further as it is scrolled.
    for (const last of [SWITCHES, SWITCHES + OTHERS.conversations]) {
      await page
        .locator("a[data-external-id]")
        .nth(last - 1)
        .scrollIntoViewIfNeeded();
    }
    const panel = await panelOf(page);
    const { email, password } = agentOf(data);
    await signIn(panel, email, password);
    await page.waitForTimeout(1000);

    for (let round = 0; round < OTHERS.rounds; round++) {
      await switchThrough(page, panel, SWITCHES, OTHERS.conversations);
    }

    await page.waitForTimeout(PAUSE);
    asked.length = 0;
    const fresh = await switchThrough(page, panel, 0, SWITCHES);
    const cached = await switchThrough(page, panel, 0, SWITCHES);
    // The last one is asked about once it is painted.
    await page.waitForTimeout(PAUSE);
    yield { name: "switch.cached", value: median(cached), unit: "ms" };
    yield { name: "switch.fresh", value: median(fresh), unit: "ms" };
    yield { name: "switch.requests", value: asked.length / (2 * SWITCHES), unit: "requests" };
  } finally {
    await browser.close();
    server.kill();
    rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** To `many` conversations of the list, from its place `first` on: how long each took, ms. */
async function switchThrough(page: Page, panel: Frame, first: number, many: number): Promise<number[]> {
  const input = await page.context().newCDPSession(page);
  const times: number[] = [];
  for (let i = first; i < first + many; i++) {
    await page.waitForTimeout(PAUSE);
    const entry = page.locator("a[data-external-id]").nth(i);
    await entry.scrollIntoViewIfNeeded();
    const externalId = (await entry.getAttribute("data-external-id")) ?? "";
    const box = await entry.boundingBox();
    if (!box) throw new Error(`list entry ${i} is not drawn`);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    // Both watches stand before anything is pressed: a click that is not heard would count as none.
    const clicking = await page.evaluateHandle(watchClick);
    const painting = await panel.evaluateHandle(watchPaint, externalId);
    // No move before: the pointer must not announce what is about to be clicked.
    const button = { x, y, button: "left", clickCount: 1 } as const;
    await Promise.all([
      input.send("Input.dispatchMouseEvent", { type: "mousePressed", ...button }),
      input.send("Input.dispatchMouseEvent", { type: "mouseReleased", ...button }),
    ]);
    // The list may be drawn anew between press and release; then there was no click to measure.
    if (!(await clicking.evaluate(({ heard }) => heard))) await entry.click();
    const shown = await painting.evaluate(({ at }) => at);
    const pressed = await clicking.evaluate(({ at }) => at);
    times.push(shown - pressed);
    await page.mouse.move(700, 500);
  }
  return times;
}

/** In the inbox: when the next click was made, UTC ms. */
function watchClick(): { heard: boolean; at: Promise<number> } {
  const watch = {
    heard: false,
    at: new Promise<number>((resolve) => {
      const listen = (event: Event) => {
        watch.heard = true;
        resolve(performance.timeOrigin + event.timeStamp);
      };
      addEventListener("click", listen, { once: true, capture: true });
    }),
  };
  return watch;
}

/** In the panel: when the first frame after the commit of that customer was drawn, UTC ms. */
function watchPaint(externalId: string): { at: Promise<number> } {
  const at = new Promise<number>((resolve) => {
    const isThere = () => document.querySelector(".head-id")?.textContent?.includes(externalId) ?? false;
    const drawn = () => {
      observer.disconnect();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => resolve(performance.timeOrigin + performance.now()));
        port1.start();
        port2.postMessage(null);
      });
    };
    const observer = new MutationObserver(() => isThere() && drawn());
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return { at };
}

function agentOf(data: string): { email: string; password: string } {
  const access = JSON.parse(readFileSync(join(data, "demo.json"), "utf8")) as {
    members: Record<string, { email: string; password: string }>;
  };
  const agent = access.members["agent"];
  if (!agent) throw new Error("demo.json names no agent");
  return agent;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

async function isUp(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (server.exitCode !== null) throw new Error("the server ended before it was up");
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the server did not answer at ${url}`);
}

/** A port whose next one is free too: the demo inbox takes it. */
async function freePorts(): Promise<number> {
  const take = (port: number) =>
    new Promise<number | null>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(null));
      probe.listen(port, "127.0.0.1", () => {
        const address = probe.address();
        probe.close(() => resolve(typeof address === "object" && address ? address.port : null));
      });
    });
  for (let tries = 0; tries < 50; tries++) {
    const port = await take(0);
    if (port !== null && (await take(port + 1)) !== null) return port;
  }
  throw new Error("no two free ports side by side");
}
