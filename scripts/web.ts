import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildPixel } from "./pixel.ts";

/** Where both servers take the pages from. */
const WEB = ".output/web";

/** Of an extension's build, what is a web page or belongs to one. */
const SERVED = [
  "panel.html",
  "console.html",
  "demo.html",
  "signed-in.html",
  "chunks",
  "assets",
  "icon",
  "icons",
];

/**
 * The shop's script, and the pages copied out of an extension's build. Cloudflare serves the folder as it
 * is, so the files beside say what it leaves out and how long the hashed ones are kept.
 */
export function writeWeb(build: string): void {
  const draft = `${WEB}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  for (const name of readdirSync(build)) {
    if (SERVED.includes(name)) cpSync(join(build, name), join(draft, name), { recursive: true });
  }
  writeFileSync(join(draft, "pixel.js"), buildPixel());
  writeFileSync(join(draft, ".assetsignore"), "demo.html\n");
  writeFileSync(
    join(draft, "_headers"),
    ["/chunks/*", "/assets/*"]
      .map(
        (path) =>
          `${path}\n  Cache-Control: public, max-age=31536000, immutable\n  X-Content-Type-Options: nosniff\n`,
      )
      .join("\n"),
  );
  if (existsSync(WEB)) rmSync(WEB, { recursive: true });
  renameSync(draft, WEB);
}
