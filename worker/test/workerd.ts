import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";

/** The compatibility date of wrangler.toml; a test compares the two. */
export const COMPATIBILITY_DATE = "2026-10-23";

let bundled: Promise<string> | undefined;

/**
 * Bundles an entry for Workers the way wrangler does: node modules stay imports.
 *
 * @param entry relative to this file, or a URL
 */
export async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL(entry, import.meta.url).pathname],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    platform: "browser",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*", "cloudflare:*"],
    logLevel: "error",
  });
  const [file] = outputFiles;
  if (!file) throw new Error("nothing was bundled");
  return file.text;
}

/**
 * Real workerd with the test entry in it.
 *
 * @param pages folder of the built pages, served as wrangler.toml says
 */
export async function startWorkerd(bindings: Record<string, string>, pages?: string): Promise<Miniflare> {
  bundled ??= bundle("./edge-entry.ts");
  const workerd = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: await bundled,
      compatibilityDate: COMPATIBILITY_DATE,
      compatibilityFlags: ["nodejs_compat"],
      bindings,
      ...(pages === undefined ? {} : { assets: assetsIn(pages) }),
    }),
  );
  await workerd.ready;
  return workerd;
}

const assetsIn = (directory: string) => ({
  directory,
  binding: "ASSETS",
  assetConfig: { html_handling: "none", not_found_handling: "none" } as const,
  routerConfig: { has_user_worker: true },
  run_worker_first: ["/*.html"],
});
