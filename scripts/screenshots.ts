import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from "playwright-core";
import { ensureChromium } from "./browsers.ts";
import { freePortPair } from "./free-port.ts";

/**
 * Takes the pictures of the README from the running product: builds it, starts it on a data folder of
 * its own, signs in as an agent through the panel and opens conversations of the demo.
 */
const IMAGES = "docs/images";
const PERSON = "林怡君";

interface Shot {
  name: string;
  locale: "en-US" | "zh-TW";
  colorScheme: "light" | "dark";
  viewport: { width: number; height: number };
}

const SHOTS: Shot[] = [
  {
    name: "inbox-light",
    locale: "en-US",
    colorScheme: "light",
    viewport: { width: 1360, height: 860 },
  },
  {
    name: "inbox-dark",
    locale: "zh-TW",
    colorScheme: "dark",
    viewport: { width: 1360, height: 860 },
  },
];

const build = spawnSync("node", ["scripts/build.ts", "--flavour=local"], { encoding: "utf8" });
if (build.status !== 0) {
  console.error(build.stdout, build.stderr);
  process.exit(1);
}

const data = mkdtempSync(join(tmpdir(), "alongside-screenshots-"));
const port = await freePortPair();
const server = spawn(process.execPath, ["worker/node.ts"], {
  env: { ...process.env, PORT: String(port), ALONGSIDE_DATA: data, NODE_ENV: "", ALONGSIDE_DEMO: "on" },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  await said(server, "A signed LINE message");
  mkdirSync(IMAGES, { recursive: true });
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
  });
  for (const shot of SHOTS) await take(browser, shot);
  await browser.close();
} finally {
  const ended = new Promise((resolve) => server.once("exit", resolve));
  if (server.kill()) await ended;
  rmSync(data, { recursive: true, force: true, maxRetries: 5 });
}

async function take(browser: Browser, { name, ...options }: Shot): Promise<void> {
  const context = await browser.newContext({ ...options, timezoneId: "Asia/Taipei" });
  const page = await context.newPage();
  await page.goto(`http://localhost:${port + 1}`);
  await page.locator(".demo-entry", { hasText: PERSON }).click();
  const panel = await panelOf(page);
  await signIn(context, panel);
  await panel.getByText(PERSON).first().waitFor();
  // Away from the panel, where it would light up what it stands on.
  await page.mouse.move(1, 1);
  await page.waitForTimeout(800);
  const path = join(IMAGES, `${name}.png`);
  await page.screenshot({ path });
  console.log(path);
  await context.close();
}

async function signIn(context: BrowserContext, panel: Frame): Promise<void> {
  const { members } = JSON.parse(readFileSync(join(data, "demo.json"), "utf8")) as {
    members: Record<string, { email: string; password: string }>;
  };
  const agent = members["agent"];
  if (!agent) throw new Error("demo.json names no agent");
  const opened = context.waitForEvent("page");
  await panel.getByRole("button").first().click();
  const popup = await opened;
  await popup.locator("input[type=email]").fill(agent.email);
  await popup.locator("input[type=password]").fill(agent.password);
  await Promise.all([popup.waitForEvent("close"), popup.getByRole("button").click()]);
}

async function panelOf(page: Page): Promise<Frame> {
  const frame = await page.waitForSelector("iframe").then((element) => element.contentFrame());
  if (!frame) throw new Error("the demo inbox shows no panel");
  return frame;
}

/** Until the process says that text. */
function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = "";
    child.stdout?.on("data", (chunk: Buffer) => {
      heard += chunk.toString();
      if (heard.includes(text)) resolve();
    });
    child.on("exit", () => reject(new Error(`the server ended: ${heard}`)));
  });
}
