import { readFile } from "node:fs/promises";
import { join } from "node:path";

const TYPES: Record<string, string> = {
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  woff2: "font/woff2",
};

/**
 * A built file of the demo page: their names carry a hash of what is in them.
 *
 * @param path `/chunks/…` or `/assets/…`
 * @returns null when there is none
 */
export async function builtFile(folder: string, path: string): Promise<Response | null> {
  const [, place, extension] = /^\/(chunks|assets)\/[\w.-]+\.(\w+)$/.exec(path) ?? [];
  const type = extension === undefined ? undefined : TYPES[extension];
  if (!place || !type) return null;
  const body = await readFile(join(folder, path)).catch(() => null);
  if (!body) return null;
  return new Response(body, {
    headers: { "Content-Type": type, "Cache-Control": "public, max-age=31536000, immutable" },
  });
}
