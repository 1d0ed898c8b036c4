import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { ensureChromium } from "./browsers.ts";

/** Draws the extension's icons from their SVG. Run after changing it: `npx node scripts/icons.ts`. */
const FOLDER = "extension/public/icon";
const SIZES = [16, 32, 48, 128];

const svg = readFileSync(`${FOLDER}/icon.svg`, "utf8");
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
mkdirSync(FOLDER, { recursive: true });
for (const size of SIZES) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(
    `<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`,
  );
  writeFileSync(`${FOLDER}/${size}.png`, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
