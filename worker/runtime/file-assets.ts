import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FindAsset } from "./pages.ts";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

interface Asset {
  type: string;
  etag: string;
  body: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer> | null;
}

/** Reads the built pages into memory, compressed once; a folder that is not there has no files. */
export async function readAssets(folder: string): Promise<FindAsset> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const assets = new Map<string, Asset>();
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (!type) continue;
    const body = new Uint8Array(await readFile(join(folder, name)));
    const text = !/^(image\/png|font)/.test(type);
    assets.set(`/${name.replaceAll("\\", "/")}`, {
      type,
      etag: createHash("sha256").update(body).digest("base64url").slice(0, 27),
      body,
      gzipped: text ? new Uint8Array(gzipSync(body, { level: 9 })) : null,
    });
  }
  return async (path, request) => {
    const asset = assets.get(path);
    return asset ? answer(asset, request) : null;
  };
}

function answer({ type, etag, body, gzipped }: Asset, request: Request): Response {
  const compressed = gzipped !== null && acceptsGzip(request) ? gzipped : null;
  const tag = compressed ? `"${etag}-gz"` : `"${etag}"`;
  const headers = { ETag: tag, Vary: "Accept-Encoding" };
  const known = request.headers.get("If-None-Match")?.split(/\s*,\s*/) ?? [];
  if (known.includes(tag) || known.includes(`W/${tag}`)) return new Response(null, { status: 304, headers });
  return new Response(compressed ?? body, {
    headers: { ...headers, "Content-Type": type, ...(compressed ? { "Content-Encoding": "gzip" } : {}) },
  });
}

const acceptsGzip = (request: Request): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))/.test(request.headers.get("Accept-Encoding") ?? "");
