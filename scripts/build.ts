import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { writeWeb } from "./web.ts";

/**
 * Builds into `.output/`:
 *
 * - `chrome-mv3`, `firefox-mv3`: the extension as it is released
 * - `local/chrome-mv3`, `local/firefox-mv3`: the one for this machine, which needs no permission for it
 * - `web`: the pages as both servers serve them
 * - `worker`: the bundle for Cloudflare, as a proof that it can be made
 *
 * `--flavour=local` builds the second and third only.
 */
const { values } = parseArgs({ options: { flavour: { type: "string", default: "all" } } });
if (!["all", "local"].includes(values.flavour)) {
  console.error("--flavour is all or local.");
  process.exit(2);
}

extension("chrome", "local");
writeWeb(".output/local/chrome-mv3");
extension("firefox", "local");
if (values.flavour === "all") {
  extension("chrome", "release");
  extension("firefox", "release");
  run("wrangler", ["deploy", "--dry-run", "--outdir", ".output/worker"], { WRANGLER_SEND_METRICS: "false" });
}

function extension(browser: "chrome" | "firefox", flavour: "local" | "release"): void {
  const out = flavour === "local" ? ".output/local" : ".output";
  run("wxt", ["build", "--browser", browser, "--mv3"], { ALONGSIDE_FLAVOUR: flavour, ALONGSIDE_OUT: out });
}

function run(command: string, args: string[], env: Record<string, string>): void {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status === 0) return;
  console.error(`build: ${[command, ...args].join(" ")} failed`);
  process.exit(1);
}
